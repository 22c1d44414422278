import { Input } from '@codegouvfr/react-dsfr/Input';
import { Select } from '@codegouvfr/react-dsfr/Select';
import type { Candidacy, OpinionKind } from 'pvd/registry/v1/candidacy_pb.js';
import { OpinionKindSchema } from 'pvd/registry/v1/candidacy_pb.js';
import { enumChoices } from '~/form/Control';
import { address } from '~/paths';
import { RouteLink } from '~/ui/RouteLink';
import { titleOf } from './candidacy';

export interface Typed {
	kind: OpinionKind;
	rank: string;
	comment: string;
}

export function isRank(text: string): boolean {
	return /^\d{0,3}$/.test(text.trim());
}

function kindOf(name: string): OpinionKind {
	return (OpinionKindSchema.values.find((value) => value.name === name)?.number ?? 0) as OpinionKind;
}

interface Props {
	candidacy: Candidacy;
	typed: Typed;
	onChange: (typed: Typed) => void;
}

export function OpinionLine({ candidacy, typed, onChange }: Props) {
	const name = titleOf(candidacy);
	const of = <span className="fr-sr-only"> : {name}</span>;
	return (
		<li className="pvd-batch-line">
			<p className="fr-mb-1w">
				<RouteLink href={address('candidacy', { id: candidacy.id })}>{name}</RouteLink>
			</p>
			<Select
				label={<>Avis{of}</>}
				nativeSelectProps={{
					value: OpinionKindSchema.value[typed.kind]?.name ?? '',
					onChange: (event) => onChange({ ...typed, kind: kindOf(event.target.value) }),
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
				state={isRank(typed.rank) ? 'default' : 'error'}
				stateRelatedMessage="Écrivez un nombre de 1 à 999, ou rien."
				nativeInputProps={{
					inputMode: 'numeric',
					value: typed.rank,
					onChange: (event) => onChange({ ...typed, rank: event.target.value }),
				}}
			/>
			<Input
				label={<>Motivation{of}</>}
				textArea
				nativeTextAreaProps={{
					rows: 2,
					value: typed.comment,
					onChange: (event) => onChange({ ...typed, comment: event.target.value }),
				}}
			/>
		</li>
	);
}
