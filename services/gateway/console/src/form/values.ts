/* What a form holds, for any message of the contract: what was typed, as text, by the names of the fields. What is typed
 * becomes a message here, or a fault beside its field, under the path that a service would name it by:
 * "amounts[0].amount_cents". */
import type { DescField, DescMessage, JsonObject, JsonValue, MessageInitShape } from '@bufbuild/protobuf';
import { fromJson, ScalarType } from '@bufbuild/protobuf';
import { fieldWord } from '~/words';
import type { FieldKind } from '~/words/words';

export type Value = string | boolean | number | Values | Value[] | undefined;
export interface Values {
	[name: string]: Value;
}

export type Faults = Record<string, string>; // by path

const TIMESTAMP = 'google.protobuf.Timestamp';

const LONG = /(^|_)(note|comment|reason|decisions|definition|text|exceptions|retention|address)$/;
const DATE = /(^|_)(on|date|valid_from|opens|closes)$/;

/* How a field is asked for: as its word says, or by its type and name. */
export function kindOf(field: DescField): FieldKind {
	const { as } = fieldWord(field);
	if (as) {
		return as;
	}
	if (field.message?.typeName === TIMESTAMP) {
		return 'instant';
	}
	if (/_cents$/.test(field.name)) {
		return 'euros';
	}
	if (/_bp$/.test(field.name)) {
		return 'percent';
	}
	if (field.scalar === ScalarType.DOUBLE || field.scalar === ScalarType.FLOAT) {
		return 'decimal';
	}
	if (field.scalar !== undefined && field.scalar !== ScalarType.STRING && field.scalar !== ScalarType.BYTES) {
		return 'integer';
	}
	return byName(field.name);
}

function byName(name: string): FieldKind {
	const ofName: Record<string, FieldKind> = {
		commune_code: 'commune',
		commune_codes: 'commune',
		epci_siren: 'epci',
		epci_sirens: 'epci',
		beneficiary_code: 'collectivite',
		region_code: 'region',
		measure_id: 'measure',
		territory_id: 'territory',
		payer: 'payer',
	};
	if (/departement_codes?$/.test(name) || name === 'departements') {
		return 'departement';
	}
	return ofName[name] ?? (DATE.test(name) ? 'date' : LONG.test(name) ? 'long' : 'text');
}

/* ---- What a form begins with */

function emptyOf(field: DescField): Value {
	switch (field.fieldKind) {
		case 'list':
			return [];
		case 'message':
			return field.message.typeName === TIMESTAMP ? '' : field.oneof ? undefined : emptyValues(field.message);
		case 'scalar':
			return field.scalar === ScalarType.BOOL ? false : '';
		default:
			return '';
	}
}

export function emptyItem(field: DescField): Value {
	return field.fieldKind === 'list' && field.listKind === 'message' ? emptyValues(field.message) : '';
}

export function emptyValues(of: DescMessage): Values {
	return Object.fromEntries(of.fields.map((field) => [field.name, emptyOf(field)]));
}

/* What a service has said, for a form that changes it. Its JSON holds enums and amounts as text already. */
export function valuesOf(of: DescMessage, json: JsonObject): Values {
	const values = emptyValues(of);
	for (const field of of.fields) {
		const value = json[field.jsonName];
		if (value !== undefined && value !== null) {
			values[field.name] = typedValue(field, value);
		}
	}
	return values;
}

function typedValue(field: DescField, json: JsonValue): Value {
	if (Array.isArray(json)) {
		return json.map((item) => (field.message ? valuesOf(field.message, item as JsonObject) : String(item)));
	}
	if (field.message && field.message.typeName !== TIMESTAMP) {
		return valuesOf(field.message, json as JsonObject);
	}
	return typeof json === 'boolean' ? json : typed(field, json as string | number);
}

/* As a person would type it. */
function typed(field: DescField, json: string | number): string {
	switch (kindOf(field)) {
		case 'euros':
			return (Number(json) / 100).toFixed(2).replace('.', ',').replace(',00', '');
		case 'percent':
			return String(Number(json) / 100).replace('.', ',');
		case 'decimal':
			return String(json).replace('.', ',');
		case 'instant':
			return String(json).slice(0, 16);
		default:
			return String(json);
	}
}

/* ---- What was typed, as the service's JSON */

class Fault extends Error {}

function parsed(field: DescField, text: string): JsonValue {
	switch (kindOf(field)) {
		case 'euros':
			return scaled(text, 2, 'un montant en euros, par exemple 25 000 ou 1 234,56');
		case 'percent':
			return Number(scaled(text, 2, 'un pourcentage, par exemple 12,5'));
		case 'integer':
			return integer(text);
		case 'decimal':
			return real(text);
		case 'date':
			return isoDate(text);
		case 'instant':
			return instant(text);
		default:
			return text.trim();
	}
}

/* Digits and at most `decimals` of them behind a comma, as an integer of that many more digits: money never is a
 * floating-point number. */
function scaled(text: string, decimals: number, what: string): string {
	const match = /^(\d{1,15})(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s\u00a0\u202f€%]/g, ''));
	if (!match?.[1]) {
		throw new Fault(`Écrivez ${what}.`);
	}
	return String(BigInt(match[1] + (match[2] ?? '').padEnd(decimals, '0')));
}

function integer(text: string): JsonValue {
	const digits = text.replace(/[\s\u00a0\u202f]/g, '');
	if (!/^\d{1,18}$/.test(digits)) {
		throw new Fault('Écrivez un nombre entier.');
	}
	return digits.length > 15 ? digits : Number(digits);
}

function real(text: string): number {
	const digits = text.replace(/[\s\u00a0\u202f]/g, '').replace('−', '-');
	if (!/^-?\d{1,15}([.,]\d{1,9})?$/.test(digits)) {
		throw new Fault('Écrivez un nombre, par exemple 12 ou −0,5.');
	}
	return Number(digits.replace(',', '.'));
}

function isoDate(text: string): string {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
		throw new Fault('Écrivez une date : jour, mois, année.');
	}
	return text;
}

function instant(text: string): string {
	const at = new Date(text);
	if (Number.isNaN(at.getTime())) {
		throw new Fault('Écrivez une date et une heure.');
	}
	return at.toISOString();
}

function isBlank(value: Value): boolean {
	return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

function itemJson(field: DescField, value: Value, path: string, faults: Faults): JsonValue | undefined {
	if (field.message && field.message.typeName !== TIMESTAMP) {
		return messageJson(field.message, value as Values, path, faults);
	}
	if (typeof value === 'boolean') {
		return value;
	}
	try {
		return field.enum ? String(value) : parsed(field, String(value));
	} catch (fault) {
		faults[path] = (fault as Error).message;
		return undefined;
	}
}

function messageJson(of: DescMessage, values: Values, prefix: string, faults: Faults): JsonObject {
	const json: JsonObject = {};
	for (const field of of.fields) {
		const value = values[field.name];
		const path = prefix === '' ? field.name : `${prefix}.${field.name}`;
		if (isBlank(value)) {
			continue; // the service knows whether it may do without
		}
		const item = Array.isArray(value)
			? value.filter((one) => one !== '').map((one, n) => itemJson(field, one, `${path}[${n}]`, faults) ?? null)
			: itemJson(field, value, path, faults);
		if (item !== undefined) {
			json[field.jsonName] = item;
		}
	}
	return json;
}

export function requestOf<I extends DescMessage>(
	of: I,
	values: Values,
): { request?: MessageInitShape<I>; faults: Faults } {
	const faults: Faults = {};
	const json = messageJson(of, values, '', faults);
	if (Object.keys(faults).length > 0) {
		return { faults };
	}
	return { request: fromJson(of, json) as MessageInitShape<I>, faults };
}

/* ---- A value within a form, by names and indices */

export type Path = readonly (string | number)[];

export function at(values: Value, path: Path): Value {
	return path.reduce<Value>((value, step) => (value as Record<string | number, Value> | undefined)?.[step], values);
}

export function withAt<V extends Value>(values: V, path: Path, value: Value): V {
	const [step, ...rest] = path;
	if (step === undefined) {
		return value as V;
	}
	const inner = withAt((values as Record<string | number, Value> | undefined)?.[step], rest, value);
	if (typeof step === 'number') {
		return (values as Value[]).map((old, n) => (n === step ? inner : old)) as V;
	}
	return { ...(values as Values), [step]: inner } as V;
}

/* As a service writes it. */
export function pathText(path: Path): string {
	return path.reduce<string>(
		(text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
		'',
	);
}
