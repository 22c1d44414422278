/* Opinions on several candidacies in one go: each line is an act of its own, with its own outcome. What has not changed is
 * not sent. */
import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import type { Candidacy } from 'pvd/registry/v1/candidacy_pb.js';
import { OpinionKind } from 'pvd/registry/v1/candidacy_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { bulkLine } from '~/api/bulk';
import { useDraft } from '~/api/draft';
import { Bulk } from '~/ui/Bulk';
import { count } from '~/ui/format';
import { titleOf } from './candidacy';
import type { Typed } from './OpinionLine';
import { isRank, OpinionLine } from './OpinionLine';
import './candidacies.css';

type AllTyped = Record<string, Typed>; // by candidacy

const NOTHING: AllTyped = {};

function given({ opinion }: Candidacy): Typed {
	return {
		kind: opinion?.kind ?? OpinionKind.UNSPECIFIED,
		rank: opinion?.rank ? String(opinion.rank) : '',
		comment: opinion?.comment ?? '',
	};
}

function isChanged(typed: Typed, candidacy: Candidacy): boolean {
	const { kind, rank, comment } = given(candidacy);
	return (
		typed.kind !== OpinionKind.UNSPECIFIED &&
		(typed.kind !== kind || typed.rank.trim() !== rank || typed.comment.trim() !== comment)
	);
}

export function OpinionBatch({ candidacies }: { candidacies: readonly Candidacy[] }) {
	const [all, setAll] = useDraft<AllTyped>('avis-groupes', NOTHING);
	const typedOf = (candidacy: Candidacy) => all[candidacy.id] ?? given(candidacy);
	const changed = candidacies.filter((candidacy) => isChanged(typedOf(candidacy), candidacy));
	const lines = () =>
		changed.map((candidacy) => {
			const { kind, rank, comment } = typedOf(candidacy);
			const request = { candidacyId: candidacy.id, kind, rank: Number(rank), comment: comment.trim() };
			return bulkLine(RegistryService.method.giveOpinion, request, `Avis sur la candidature de ${titleOf(candidacy)}`);
		});
	return (
		<Accordion
			className="fr-mt-4w"
			titleAs="h2"
			label={`Donner les avis de la préfecture (${count(candidacies.length, 'candidature')})`}
		>
			<Bulk
				name="avis"
				title="Avis de la préfecture"
				submit={changed.length === 0 ? 'Envoyer les avis' : `Envoyer ${count(changed.length, 'avis', 'avis')}`}
				lines={lines}
				isReady={changed.length > 0 && changed.every((candidacy) => isRank(typedOf(candidacy).rank))}
			>
				<p>
					Avis, rang parmi les candidatures du département, motivation : remplissez les lignes voulues, puis envoyez-les
					ensemble. Un avis réservé ou défavorable est motivé (CRPA L211-2). Un avis peut être remplacé tant que la
					région n’a rien proposé.
				</p>
				<ul className="pvd-batch">
					{candidacies.map((candidacy) => (
						<OpinionLine
							key={candidacy.id}
							candidacy={candidacy}
							typed={typedOf(candidacy)}
							onChange={(typed) => setAll({ ...all, [candidacy.id]: typed })}
						/>
					))}
				</ul>
			</Bulk>
		</Accordion>
	);
}
