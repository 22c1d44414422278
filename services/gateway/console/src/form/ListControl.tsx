import type { DescField } from '@bufbuild/protobuf';
import { Checkbox } from '@codegouvfr/react-dsfr/Checkbox';
import { Tag } from '@codegouvfr/react-dsfr/Tag';
import { PlaceKind } from 'pvd/registry/v1/place_pb.js';
import type { ReactNode } from 'react';
import { Combobox } from '~/ui/Combobox';
import { Departements } from '~/ui/PlaceLinks';
import type { FieldKind } from '~/words/words';
import { enumChoices, useLabel } from './Control';
import type { Search } from './places';
import { useCommuneName, useDepartements, useEpciName, usePlaceSearch } from './places';
import type { Values } from './values';
import { kindOf } from './values';

export interface ListControlProps {
	field: DescField;
	name: string;
	values: readonly string[];
	fault: string | undefined;
	context: Values;
	onChange: (values: string[]) => void;
}

/* Several of what one picks, instead of a list of boxes. */
export function ListControl(props: ListControlProps) {
	const { field } = props;
	if (field.enum) {
		return <EnumList {...props} />;
	}
	const Of = LISTS[kindOf(field)];
	return Of ? <Of {...props} /> : null;
}

function EnumList({ field, values, fault, onChange }: ListControlProps) {
	const { label, hint } = useLabel(field);
	if (!field.enum) {
		return null;
	}
	return (
		<Checkbox
			legend={label}
			hintText={hint}
			state={fault ? 'error' : 'default'}
			stateRelatedMessage={fault}
			options={enumChoices(field.enum).map(({ value, text }) => ({
				label: text,
				nativeInputProps: {
					checked: values.includes(value),
					onChange: (event) =>
						onChange(event.target.checked ? [...values, value] : values.filter((other) => other !== value)),
				},
			}))}
		/>
	);
}

interface PickedProps extends ListControlProps {
	search: Search;
	Name: (props: { code: string }) => ReactNode;
}

function Picked({ field, name, values, fault, search, Name, onChange }: PickedProps) {
	const { label, hint } = useLabel(field);
	return (
		<div className="fr-mb-3w">
			<Combobox
				id={name}
				label={label}
				hint={hint ?? 'Écrivez un nom ou un code, puis choisissez ; recommencez pour chacun.'}
				fault={fault}
				{...search}
				clears
				onChoose={({ value }) => !values.includes(value) && onChange([...values, value])}
			/>
			{values.length > 0 && <Chosen label={label} values={values} Name={Name} onChange={onChange} />}
		</div>
	);
}

interface ChosenProps extends Pick<PickedProps, 'values' | 'Name' | 'onChange'> {
	label: string;
	className?: string;
}

/* What was picked; each goes by a click. */
function Chosen({ label, values, Name, onChange, className = '' }: ChosenProps) {
	return (
		<ul className={`fr-tags-group ${className}`.trim()} aria-label={`${label} : choix`}>
			{values.map((code) => (
				<li key={code}>
					<Tag
						dismissible
						nativeButtonProps={{
							type: 'button',
							title: `Retirer ${code}`,
							onClick: () => onChange(values.filter((other) => other !== code)),
						}}
					>
						<Name code={code} />
					</Tag>
				</li>
			))}
		</ul>
	);
}

function CommuneName({ code }: { code: string }) {
	return <>{useCommuneName(code) ?? code}</>;
}

function EpciName({ code }: { code: string }) {
	return <>{useEpciName(code) ?? code}</>;
}

function DepartementName({ code }: { code: string }) {
	return <Departements codes={[code]} />;
}

function CommuneList(props: ListControlProps) {
	return <Picked {...props} search={usePlaceSearch([PlaceKind.COMMUNE])} Name={CommuneName} />;
}

function EpciList(props: ListControlProps) {
	return <Picked {...props} search={usePlaceSearch([PlaceKind.EPCI])} Name={EpciName} />;
}

function DepartementList(props: ListControlProps) {
	const { label, hint } = useLabel(props.field);
	const { values, onChange } = props;
	const rest = useDepartements().filter(({ code }) => !values.includes(code));
	return (
		<div className="fr-select-group">
			<label className="fr-label" htmlFor={props.name}>
				{label}
				{hint && <span className="fr-hint-text">{hint}</span>}
			</label>
			<select
				className="fr-select"
				id={props.name}
				value=""
				onChange={(event) => onChange([...values, event.target.value])}
			>
				<option value="">Ajouter un département</option>
				{rest.map(({ code, name }) => (
					<option key={code} value={code}>
						{code} – {name}
					</option>
				))}
			</select>
			{props.fault && <p className="fr-error-text">{props.fault}</p>}
			<Chosen label={label} values={values} Name={DepartementName} onChange={onChange} className="fr-mt-2w" />
		</div>
	);
}

const LISTS: Partial<Record<FieldKind, (props: ListControlProps) => ReactNode>> = {
	commune: CommuneList,
	epci: EpciList,
	departement: DepartementList,
};

export const LIST_CONTROLS: ReadonlySet<FieldKind> = new Set(Object.keys(LISTS) as FieldKind[]);
