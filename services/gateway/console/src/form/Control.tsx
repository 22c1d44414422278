import type { DescEnum, DescField } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { Checkbox } from '@codegouvfr/react-dsfr/Checkbox';
import { Input } from '@codegouvfr/react-dsfr/Input';
import { RadioButtons } from '@codegouvfr/react-dsfr/RadioButtons';
import { Select } from '@codegouvfr/react-dsfr/Select';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import { Nature } from 'pvd/eligibility/v1/indicator_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { PlaceKind } from 'pvd/registry/v1/place_pb.js';
import type { ReactNode } from 'react';
import { useAnswer, useRows } from '~/api/queries';
import type { Choice } from '~/ui/Combobox';
import { Combobox } from '~/ui/Combobox';
import { enumWord, fieldWord } from '~/words';
import { GROUPS } from '~/words/groups';
import { payerWord } from '~/words/payers';
import type { FieldKind } from '~/words/words';
import type { Search } from './places';
import { useCommuneName, useDepartements, useEpciName, usePlaceSearch, useRegions, useTerritoryName } from './places';
import type { Value, Values } from './values';
import { kindOf } from './values';

export interface ControlProps {
	field: DescField;
	name: string; // its path within the request
	value: Value;
	fault: string | undefined;
	context: Values;
	onChange: (value: Value) => void;
}

interface Stated {
	state: 'default' | 'error';
	stateRelatedMessage: string | undefined;
}

function stated(fault: string | undefined): Stated {
	return { state: fault ? 'error' : 'default', stateRelatedMessage: fault };
}

/* The label of a field, and what an empty one means. */
export function useLabel(field: DescField): { label: string; hint: ReactNode } {
	const { label, hint, optional } = fieldWord(field);
	return { label: optional ? `${label} (facultatif)` : label, hint };
}

/* One scalar, as its kind asks for it. */
export function Control(props: ControlProps) {
	const { field } = props;
	const of = field.enum;
	if (of) {
		return <EnumControl {...props} of={of} />;
	}
	if (field.scalar === ScalarType.BOOL) {
		return <BoolControl {...props} />;
	}
	const Of = CONTROLS[kindOf(field)];
	return <Of {...props} />;
}

const HINTS: Partial<Record<FieldKind, string>> = {
	euros: 'En euros, par exemple 25 000 ou 1 234,56.',
	percent: 'En pour cent, par exemple 12,5.',
};

function TextControl({ field, name, value, fault, onChange }: ControlProps) {
	const { label, hint } = useLabel(field);
	const kind = kindOf(field);
	return (
		<Input
			label={label}
			hintText={hint ?? HINTS[kind]}
			{...stated(fault)}
			nativeInputProps={{
				name,
				value: String(value ?? ''),
				type: kind === 'date' ? 'date' : kind === 'instant' ? 'datetime-local' : 'text',
				inputMode:
					kind === 'euros' || kind === 'percent' || kind === 'decimal'
						? 'decimal'
						: kind === 'integer'
							? 'numeric'
							: undefined,
				onChange: (event) => onChange(event.target.value),
			}}
		/>
	);
}

function LongControl({ field, name, value, fault, onChange }: ControlProps) {
	const { label, hint } = useLabel(field);
	return (
		<Input
			label={label}
			hintText={hint}
			textArea
			{...stated(fault)}
			nativeTextAreaProps={{
				name,
				rows: 4,
				value: String(value ?? ''),
				onChange: (event) => onChange(event.target.value),
			}}
		/>
	);
}

function BoolControl({ field, name, value, fault, onChange }: ControlProps) {
	const { label, hint } = useLabel(field);
	return (
		<Checkbox
			{...stated(fault)}
			options={[
				{
					label,
					hintText: hint,
					nativeInputProps: { name, checked: value === true, onChange: (event) => onChange(event.target.checked) },
				},
			]}
		/>
	);
}

const RADIOS_MAX = 5;

/* Values but UNSPECIFIED, which no service takes where there is a choice. */
export function enumChoices(of: DescEnum): { value: string; text: string }[] {
	return of.values
		.filter(({ number }) => number !== 0)
		.map(({ name, number }) => ({ value: name, text: enumWord(of, number) }));
}

function EnumControl(props: ControlProps & { of: DescEnum }) {
	const { of, field, name, value, fault, onChange } = props;
	const { label, hint } = useLabel(field);
	const choices = enumChoices(of);
	if (choices.length > RADIOS_MAX) {
		return <SelectControl {...props} choices={choices} />;
	}
	return (
		<RadioButtons
			legend={label}
			hintText={hint}
			{...stated(fault)}
			options={choices.map((choice) => ({
				label: choice.text,
				nativeInputProps: {
					name,
					value: choice.value,
					checked: value === choice.value,
					onChange: () => onChange(choice.value),
				},
			}))}
		/>
	);
}

function SelectControl({ field, name, value, fault, choices, onChange }: ControlProps & { choices: Choice[] }) {
	const { label, hint } = useLabel(field);
	return (
		<Select
			label={label}
			hint={hint}
			{...stated(fault)}
			nativeSelectProps={{ name, value: String(value ?? ''), onChange: (event) => onChange(event.target.value) }}
		>
			<option value="">Choisir</option>
			{choices.map((choice) => (
				<option key={choice.value} value={choice.value}>
					{choice.text}
				</option>
			))}
		</Select>
	);
}

function DepartementControl(props: ControlProps) {
	const choices = useDepartements().map(({ code, name }) => ({ value: code, text: `${code} – ${name}` }));
	return <SelectControl {...props} choices={choices} />;
}

function RegionControl(props: ControlProps) {
	const choices = useRegions().map(({ code, name }) => ({ value: code, text: name }));
	return <SelectControl {...props} choices={choices} />;
}

function MeasureControl(props: ControlProps) {
	const measures = useRows(FundingService.method.listMeasures, {}, (page) => page.measures);
	const choices = (measures.data ?? []).map(({ id, title }) => ({ value: id, text: title }));
	return <SelectControl {...props} choices={choices} />;
}

/* Payers are those of the measures there are; a partner may have others. */
function PayerControl(props: ControlProps) {
	const measures = useRows(FundingService.method.listMeasures, {}, (page) => page.measures);
	const payers = (measures.data ?? []).flatMap((measure) => [
		...measure.payers,
		...(measure.amount.case === 'share' ? measure.amount.value.coPayers.map((co) => co.payer) : []),
	]);
	const choices = [...new Set(payers)].sort().map((payer) => ({ value: payer, text: payerWord(payer) }));
	return <SelectControl {...props} choices={choices} />;
}

function IndicatorControl(props: ControlProps) {
	const indicators = useAnswer(EligibilityService.method.listIndicators, {}, { staleTime: Infinity });
	const choices = (indicators.data?.indicators ?? []).map(({ id, title }) => ({ value: id, text: `${title} (${id})` }));
	return <SelectControl {...props} choices={choices} />;
}

/* Whom a commune is compared with: places, or an indicator that parts communes (group_is_built_in, indicator_parts of
 * services/eligibility/indicators.c). */
function GroupControl(props: ControlProps) {
	const indicators = useAnswer(EligibilityService.method.listIndicators, {}, { staleTime: Infinity });
	const places = Object.entries(GROUPS).map(([value, text]) => ({ value, text }));
	const parting = (indicators.data?.indicators ?? []).filter(
		({ labels, origin }) => labels.length > 0 || (origin.case === 'recorded' && origin.value.nature === Nature.GROUP),
	);
	const choices = [...places, ...parting.map(({ id, title }) => ({ value: id, text: `${title} (${id})` }))];
	return <SelectControl {...props} choices={choices} />;
}

function SearchControl({
	field,
	name,
	value,
	fault,
	search,
	text,
	onChange,
}: ControlProps & { search: Search; text: string }) {
	const { label, hint } = useLabel(field);
	return (
		<Combobox
			id={name}
			label={label}
			hint={hint}
			fault={fault}
			text={text || String(value ?? '')}
			{...search}
			onChoose={(choice) => onChange(choice.value)}
		/>
	);
}

function CommuneControl(props: ControlProps) {
	const text = useCommuneName(String(props.value ?? ''));
	return <SearchControl {...props} search={usePlaceSearch([PlaceKind.COMMUNE])} text={text ?? ''} />;
}

function EpciControl(props: ControlProps) {
	const text = useEpciName(String(props.value ?? ''));
	return <SearchControl {...props} search={usePlaceSearch([PlaceKind.EPCI])} text={text ?? ''} />;
}

function TerritoryControl(props: ControlProps) {
	const text = useTerritoryName(String(props.value ?? ''));
	return <SearchControl {...props} search={usePlaceSearch([PlaceKind.TERRITORY])} text={text ?? ''} />;
}

const CONTROLS: Record<FieldKind, (props: ControlProps) => ReactNode> = {
	text: TextControl,
	date: TextControl,
	instant: TextControl,
	euros: TextControl,
	percent: TextControl,
	integer: TextControl,
	decimal: TextControl,
	long: LongControl,
	departement: DepartementControl,
	region: RegionControl,
	measure: MeasureControl,
	payer: PayerControl,
	commune: CommuneControl,
	epci: EpciControl,
	territory: TerritoryControl,
	indicator: IndicatorControl,
	group: GroupControl,
	collectivite: TextControl,
};
