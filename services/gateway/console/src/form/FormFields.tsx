/* The fields of a message, whatever they are: one control for each scalar, a group for a message, a list that grows for
 * what there may be several of, a choice for a oneof. */

import type { DescField, DescOneof } from '@bufbuild/protobuf';
import { Button } from '@codegouvfr/react-dsfr/Button';
import { RadioButtons } from '@codegouvfr/react-dsfr/RadioButtons';
import { fieldWord } from '~/words';
import { Control } from './Control';
import { LIST_CONTROLS, ListControl } from './ListControl';
import type { Faults, Path, Value, Values } from './values';
import { at, emptyItem, emptyValues, kindOf, pathText, withAt } from './values';

export interface FieldsProps {
	fields: readonly DescField[];
	values: Values; // of the whole form
	path: Path; // of the message that holds these fields
	faults: Faults;
	onChange: (values: Values) => void; // of the whole form
	context: Values; // the form's values and what its page knows: what controls depend on
}

export function FormFields(props: FieldsProps) {
	const fields = props.fields.filter((field) => !fieldWord(field).isTold);
	return (
		<>
			{fields.map((field) =>
				field.oneof ? (
					field.oneof.fields[0] === field && <OneofField key={field.name} {...props} of={field.oneof} />
				) : (
					<FormField key={field.name} {...props} field={field} />
				),
			)}
		</>
	);
}

type FieldProps = Omit<FieldsProps, 'fields'> & { field: DescField };

function FormField(props: FieldProps) {
	const { field, values, path } = props;
	const own = [...path, field.name];
	if (field.fieldKind === 'list') {
		const isPicked = field.listKind === 'scalar' && LIST_CONTROLS.has(kindOf(field));
		return isPicked || field.listKind === 'enum' ? (
			<PickedList {...props} own={own} />
		) : (
			<GrowingList {...props} own={own} />
		);
	}
	if (field.message && kindOf(field) !== 'instant') {
		return (
			<fieldset className="pvd-group">
				<legend className="pvd-group-title">{fieldWord(field).label}</legend>
				<FormFields {...props} fields={field.message.fields} path={own} />
			</fieldset>
		);
	}
	return <OneControl {...props} own={own} value={at(values, own)} />;
}

function OneControl({
	field,
	values,
	own,
	value,
	faults,
	onChange,
	context,
}: FieldProps & { own: Path; value: Value }) {
	return (
		<Control
			field={field}
			value={value}
			fault={faults[pathText(own)]}
			name={pathText(own)}
			context={context}
			onChange={(next) => onChange(withAt(values, own, next))}
		/>
	);
}

/* The fault of a list, or of one of its items. */
function listFault(faults: Faults, own: Path): string | undefined {
	const start = pathText(own);
	return Object.entries(faults).find(([path]) => path === start || path.startsWith(`${start}[`))?.[1];
}

function PickedList({ field, values, own, faults, onChange, context }: FieldProps & { own: Path }) {
	return (
		<ListControl
			field={field}
			values={(at(values, own) ?? []) as string[]}
			fault={listFault(faults, own)}
			name={pathText(own)}
			context={context}
			onChange={(next) => onChange(withAt(values, own, next))}
		/>
	);
}

function GrowingList(props: FieldProps & { own: Path }) {
	const { field, values, own, faults, onChange } = props;
	const items = (at(values, own) ?? []) as Value[];
	const { label, hint } = fieldWord(field);
	const fault = faults[pathText(own)];
	return (
		<fieldset className="pvd-group" aria-describedby={fault ? `${pathText(own)}-fault` : undefined}>
			<legend className="pvd-group-title">{label}</legend>
			{hint && <p className="fr-hint-text">{hint}</p>}
			{fault && (
				<p className="fr-error-text" id={`${pathText(own)}-fault`}>
					{fault}
				</p>
			)}
			{items.map((item, n) => (
				<div key={n} className="pvd-group-item">
					{field.message ? (
						<FormFields {...props} fields={field.message.fields} path={[...own, n]} />
					) : (
						<OneControl {...props} own={[...own, n]} value={item} />
					)}
					<Button
						type="button"
						size="small"
						priority="tertiary"
						iconId="fr-icon-delete-bin-line"
						title={`Retirer « ${label} » ${n + 1}`}
						onClick={() =>
							onChange(
								withAt(
									values,
									own,
									items.filter((_, other) => other !== n),
								),
							)
						}
					/>
				</div>
			))}
			<Button
				type="button"
				size="small"
				priority="secondary"
				iconId="fr-icon-add-line"
				onClick={() => onChange(withAt(values, own, [...items, emptyItem(field)]))}
			>
				Ajouter : {label}
			</Button>
		</fieldset>
	);
}

function OneofField(props: Omit<FieldsProps, 'fields'> & { of: DescOneof }) {
	const { of, values, path, onChange } = props;
	const chosen = of.fields.find((field) => at(values, [...path, field.name]) !== undefined);
	const choose = (field: DescField) => {
		const cleared = of.fields.reduce((all, other) => withAt(all, [...path, other.name], undefined), values);
		onChange(withAt(cleared, [...path, field.name], field.message ? emptyValues(field.message) : ''));
	};
	return (
		<div className="pvd-group">
			<RadioButtons
				small
				legend="Au choix"
				options={of.fields.map((field) => ({
					label: fieldWord(field).label,
					nativeInputProps: { checked: field === chosen, onChange: () => choose(field) },
				}))}
			/>
			{chosen?.message && <FormFields {...props} fields={chosen.message.fields} path={[...path, chosen.name]} />}
			{chosen && !chosen.message && <FormField {...props} field={chosen} />}
		</div>
	);
}
