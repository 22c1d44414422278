import { Input } from '@codegouvfr/react-dsfr/Input';
import { Select } from '@codegouvfr/react-dsfr/Select';
import type { Candidacy, OpinionKind } from 'pvd/registry/v1/candidacy_pb.js';
import { OpinionKindSchema } from 'pvd/registry/v1/candidacy_pb.js';
import { enumChoices } from '~/form/Control';
import { address } from '~/paths';
import { RouteLink } from '~/ui/RouteLink';
import { titleOf } from './candidacy';

export interface Line {
	kind: OpinionKind;
	rank: string; // as typed
	comment: string;
}

export interface Outcome {
	isDone: boolean;
	text: string;
}

interface Props {
	candidacy: Candidacy;
	line: Line;
	outcome: Outcome | undefined;
	disabled: boolean;
	onChange: (line: Line) => void;
}

function kindOf(name: string): OpinionKind {
	return (OpinionKindSchema.values.find((value) => value.name === name)?.number ?? 0) as OpinionKind;
}

export function OpinionLine({ candidacy, line, outcome, disabled, onChange }: Props) {
	const name = titleOf(candidacy);
	const of = <span className="fr-sr-only"> : {name}</span>;
	return (
		<li className="pvd-batch-line">
			<p className="fr-mb-1w">
				<RouteLink href={address('candidacy', { id: candidacy.id })}>{name}</RouteLink>
			</p>
			<Select
				label={<>Avis{of}</>}
				disabled={disabled}
				nativeSelectProps={{
					value: OpinionKindSchema.value[line.kind]?.name ?? '',
					onChange: (event) => onChange({ ...line, kind: kindOf(event.target.value) }),
				}}
			>
				<option value={OpinionKindSchema.value[0]?.name}>Pas encore</option>
				{enumChoices(OpinionKindSchema).map(({ value, text }) => (
					<option key={value} value={value}>
						{text}
					</option>
				))}
			</Select>
			<Input
				label={<>Rang (facultatif){of}</>}
				disabled={disabled}
				nativeInputProps={{ inputMode: 'numeric', value: line.rank, onChange: (event) => onChange({ ...line, rank: event.target.value }) }}
			/>
			<Input
				label={<>Motivation{of}</>}
				textArea
				disabled={disabled}
				nativeTextAreaProps={{ rows: 2, value: line.comment, onChange: (event) => onChange({ ...line, comment: event.target.value }) }}
			/>
			{outcome && <p className={outcome.isDone ? 'fr-valid-text' : 'fr-error-text'}>{outcome.text}</p>}
		</li>
	);
}
