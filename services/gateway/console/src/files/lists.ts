/* Lists of the contract: queries that answer by pages of one kind of rows, as the gateway takes them for an export
 * (method_is_list of services/gateway/export.c). */
import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import type { Unary } from '~/api/methods';
import { fullName, isQuery, policyOf, SERVICES } from '~/api/methods';
import { enumWord, fieldWord } from '~/words';

const PAGING = ['page_size', 'page_token'];

function isList({ input, output }: Unary): boolean {
	const rows = output.fields.filter((field) => field.fieldKind === 'list' && field.listKind === 'message');
	const has = (names: readonly string[], of: Unary['input']) =>
		names.every((name) => of.fields.some((field) => field.name === name));
	return has(PAGING, input) && has(['next_page_token'], output) && rows.length === 1;
}

export const LISTS: readonly Unary[] = SERVICES.flatMap((service) => service.methods)
	.filter((method): method is Unary => method.methodKind === 'unary')
	.filter((method) => isQuery(method) && !policyOf(method).everyService && isList(method));

export function listByName(name: string): Unary | undefined {
	return LISTS.find((method) => fullName(method) === name);
}

/* By what one narrows it: all but the paging, which is the gateway's. */
export function filtersOf(method: Unary) {
	return method.input.fields.filter((field) => !PAGING.includes(field.name));
}

/* "Département : 77 ; Statut : Labellisé" */
export function criteriaText(method: Unary, requestJson: string): string {
	const request = JSON.parse(requestJson || '{}') as JsonObject;
	return filtersOf(method)
		.flatMap((field) => {
			const value = request[field.jsonName] as JsonValue | undefined;
			if (value === undefined || value === '' || value === false) {
				return [];
			}
			const number = field.enum?.values.find(({ name }) => name === value)?.number;
			const text =
				field.enum && number !== undefined ? enumWord(field.enum, number) : value === true ? 'oui' : String(value);
			return [`${fieldWord(field).label} : ${text}`];
		})
		.join(' ; ');
}
