/* A reference for each document of a file; or which of them are asked for. */
import { Checkbox } from '@codegouvfr/react-dsfr/Checkbox';
import { Input } from '@codegouvfr/react-dsfr/Input';
import type { FormState } from '~/form/CommandForm';
import type { Values } from '~/form/values';

export interface Wanted {
	code: string;
	title: string;
	hint?: string;
}

interface Props {
	form: FormState;
	legend: string;
	hint: string;
	wanted: readonly Wanted[];
}

/* "documents": those whose reference is written. */
export function DocumentsField({ form, legend, hint, wanted }: Props) {
	const { values, faults, set } = form;
	const documents = (values['documents'] ?? []) as Values[];
	const change = (code: string, reference: string) => {
		const texts = new Map(documents.map((one) => [String(one['code']), String(one['reference'] ?? '')]));
		texts.set(code, reference);
		const kept = wanted.filter((one) => (texts.get(one.code) ?? '') !== '');
		set({ ...values, documents: kept.map((one) => ({ code: one.code, reference: texts.get(one.code) })) });
	};
	return (
		<fieldset className="pvd-group">
			<legend className="pvd-group-title">{legend}</legend>
			<p className="fr-hint-text">{hint}</p>
			{faults['documents'] && <p className="fr-error-text">{faults['documents']}</p>}
			{wanted.map(({ code, title, hint: own }) => {
				const n = documents.findIndex((one) => one['code'] === code);
				const fault = n < 0 ? undefined : (faults[`documents[${n}].reference`] ?? faults[`documents[${n}].code`]);
				return (
					<Input
						key={code}
						label={title}
						hintText={own}
						state={fault ? 'error' : 'default'}
						stateRelatedMessage={fault}
						nativeInputProps={{
							value: n < 0 ? '' : String(documents[n]?.['reference'] ?? ''),
							onChange: (event) => change(code, event.target.value),
						}}
					/>
				);
			})}
		</fieldset>
	);
}

/* "document_codes": those that are asked for. */
export function DocumentCodesField({ form, legend, hint, wanted }: Props) {
	const { values, faults, set } = form;
	const codes = (values['document_codes'] ?? []) as string[];
	const fault = Object.entries(faults).find(([path]) => path.startsWith('document_codes'))?.[1];
	return (
		<Checkbox
			legend={legend}
			hintText={hint}
			state={fault ? 'error' : 'default'}
			stateRelatedMessage={fault}
			options={wanted.map(({ code, title, hint: own }) => ({
				label: title,
				hintText: own,
				nativeInputProps: {
					checked: codes.includes(code),
					onChange: (event) => {
						const next = event.target.checked ? [...codes, code] : codes.filter((other) => other !== code);
						set({ ...values, document_codes: wanted.map((one) => one.code).filter((one) => next.includes(one)) });
					},
				},
			}))}
		/>
	);
}
