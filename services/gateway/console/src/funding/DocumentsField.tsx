/* A reference for each document of a file; or which of them are asked for. */
import { Button } from '@codegouvfr/react-dsfr/Button';
import { Checkbox } from '@codegouvfr/react-dsfr/Checkbox';
import { Input } from '@codegouvfr/react-dsfr/Input';
import type { Document } from 'pvd/gateway/v1/document_pb.js';
import { useRef, useState } from 'react';
import type { Audience } from '~/api/upload';
import { Upload } from '~/files/Upload';
import type { FormState } from '~/form/CommandForm';
import type { Values } from '~/form/values';
import { withDocument } from './DocumentReference';

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

/* "documents": those whose reference is written. A file may be left at the gateway for each, for those who handle it. */
export function DocumentsField({ form, legend, hint, wanted, audience }: Props & { audience: Audience }) {
	const { values, faults, set } = form;
	const [leaving, setLeaving] = useState(''); // the document whose file is chosen
	const documents = (values.documents ?? []) as Values[];
	const change = (code: string, reference: string) => {
		const texts = new Map(documents.map((one) => [String(one.code), String(one.reference ?? '')]));
		texts.set(code, reference);
		const kept = wanted.filter((one) => (texts.get(one.code) ?? '') !== '');
		set({ ...values, documents: kept.map((one) => ({ code: one.code, reference: texts.get(one.code) })) });
	};
	const referenceOf = (code: string) => String(documents.find((one) => one.code === code)?.reference ?? '');
	/* A file takes its time: what was typed meanwhile is kept. */
	const onLeft = useRef((_code: string, _document: Document) => {});
	onLeft.current = (code, document) => change(code, withDocument(referenceOf(code), document));
	return (
		<fieldset className="pvd-group">
			<legend className="pvd-group-title">{legend}</legend>
			<p className="fr-hint-text">{hint}</p>
			{faults.documents && <p className="fr-error-text">{faults.documents}</p>}
			{wanted.map(({ code, title, hint: own }) => {
				const n = documents.findIndex((one) => one.code === code);
				const fault = n < 0 ? undefined : (faults[`documents[${n}].reference`] ?? faults[`documents[${n}].code`]);
				return (
					<div key={code} className="pvd-group-item">
						<Input
							label={title}
							hintText={own}
							state={fault ? 'error' : 'default'}
							stateRelatedMessage={fault}
							nativeInputProps={{ value: referenceOf(code), onChange: (event) => change(code, event.target.value) }}
						/>
						{leaving === code ? (
							<Upload
								label={`Fichier : ${title}`}
								audience={audience}
								onDone={(document) => onLeft.current(code, document)}
							/>
						) : (
							<Button
								type="button"
								size="small"
								priority="tertiary"
								title={`Joindre un fichier : ${title}`}
								onClick={() => setLeaving(code)}
							>
								Joindre un fichier
							</Button>
						)}
					</div>
				);
			})}
		</fieldset>
	);
}

/* "document_codes": those that are asked for. */
export function DocumentCodesField({ form, legend, hint, wanted }: Props) {
	const { values, faults, set } = form;
	const codes = (values.document_codes ?? []) as string[];
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
