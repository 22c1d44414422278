/* Opinions on several candidacies in one go: each line is an act of its own, sent one after the other, with its own
 * outcome. What has not changed is not sent. */
import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { Button } from '@codegouvfr/react-dsfr/Button';
import type { Candidacy } from 'pvd/registry/v1/candidacy_pb.js';
import { OpinionKind } from 'pvd/registry/v1/candidacy_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useState } from 'react';
import { useDraft } from '~/api/draft';
import { dismiss, post } from '~/api/outbox';
import { isUnknown } from '~/api/refusal';
import { count } from '~/ui/format';
import { titleOf } from './candidacy';
import type { Line, Outcome } from './OpinionLine';
import { OpinionLine } from './OpinionLine';
import './candidacies.css';

type Lines = Record<string, Line>;

const NOTHING: Lines = {};

function given({ opinion }: Candidacy): Line {
	return { kind: opinion?.kind ?? OpinionKind.UNSPECIFIED, rank: opinion?.rank ? String(opinion.rank) : '', comment: opinion?.comment ?? '' };
}

function isSame(one: Line, other: Line): boolean {
	return one.kind === other.kind && one.rank.trim() === other.rank && one.comment.trim() === other.comment;
}

async function send(candidacy: Candidacy, { kind, rank, comment }: Line): Promise<Outcome> {
	if (!/^\d{0,3}$/.test(rank.trim())) {
		return { isDone: false, text: 'Le rang est un nombre de 1 à 999, ou rien.' };
	}
	const request = { candidacyId: candidacy.id, kind, rank: Number(rank), comment: comment.trim() };
	const title = `Avis sur la candidature de ${titleOf(candidacy)}`;
	const { item, refusal } = await post(RegistryService.method.giveOpinion, request, { title });
	if (refusal && isUnknown(refusal)) {
		return { isDone: false, text: 'Pas encore de réponse : l’avis est gardé et renvoyé de lui-même.' };
	}
	dismiss(item.key);
	return refusal ? { isDone: false, text: `Refusé : ${refusal.message}` } : { isDone: true, text: 'Avis enregistré.' };
}

export function OpinionBatch({ candidacies }: { candidacies: readonly Candidacy[] }) {
	const [typed, setTyped, clear] = useDraft<Lines>('avis-groupes', NOTHING);
	const [outcomes, setOutcomes] = useState<Record<string, Outcome>>({});
	const [progress, setProgress] = useState<{ done: number; of: number }>();
	const lineOf = (candidacy: Candidacy) => typed[candidacy.id] ?? given(candidacy);
	const changed = candidacies.filter((candidacy) => lineOf(candidacy).kind !== OpinionKind.UNSPECIFIED && !isSame(lineOf(candidacy), given(candidacy)));

	const sendAll = async () => {
		let left = typed;
		setOutcomes({});
		for (const [n, candidacy] of changed.entries()) {
			setProgress({ done: n, of: changed.length });
			const outcome = await send(candidacy, lineOf(candidacy));
			setOutcomes((before) => ({ ...before, [candidacy.id]: outcome }));
			if (outcome.isDone) {
				left = Object.fromEntries(Object.entries(left).filter(([id]) => id !== candidacy.id));
				setTyped(left);
			}
		}
		setProgress(undefined);
	};

	return (
		<Accordion className="fr-mt-4w" titleAs="h2" label={`Donner les avis de la préfecture (${count(candidacies.length, 'candidature')})`}>
			<p>
				Avis, rang parmi les candidatures du département, motivation : remplissez les lignes voulues, puis envoyez-les ensemble. Un avis réservé ou
				défavorable est motivé (CRPA L211-2). Un avis peut être remplacé tant que la région n’a rien proposé.
			</p>
			<form
				aria-label="Avis sur plusieurs candidatures"
				onSubmit={(event) => {
					event.preventDefault();
					void sendAll();
				}}
			>
				<ul className="pvd-batch">
					{candidacies.map((candidacy) => (
						<OpinionLine
							key={candidacy.id}
							candidacy={candidacy}
							line={lineOf(candidacy)}
							outcome={outcomes[candidacy.id]}
							disabled={progress !== undefined}
							onChange={(line) => setTyped({ ...typed, [candidacy.id]: line })}
						/>
					))}
				</ul>
				<Progress progress={progress} outcomes={outcomes} />
				<div className="pvd-actions fr-mt-2w">
					<Button type="submit" disabled={progress !== undefined || changed.length === 0}>
						{changed.length === 0 ? 'Envoyer les avis' : `Envoyer ${count(changed.length, 'avis', 'avis')}`}
					</Button>
					<Button type="button" priority="tertiary" disabled={progress !== undefined} onClick={clear}>
						Effacer la saisie
					</Button>
				</div>
			</form>
		</Accordion>
	);
}

function Progress({ progress, outcomes }: { progress: { done: number; of: number } | undefined; outcomes: Record<string, Outcome> }) {
	const all = Object.values(outcomes);
	const done = all.filter(({ isDone }) => isDone).length;
	const sum = `${count(done, 'avis enregistré', 'avis enregistrés')}, ${count(all.length - done, 'à reprendre', 'à reprendre')}.`;
	return (
		<div role="status" className="fr-mt-2w">
			{progress && (
				<>
					<p className="fr-mb-1w">
						Envoi : {progress.done} sur {progress.of}
					</p>
					<progress className="pvd-progress" max={progress.of} value={progress.done} aria-label="Avis envoyés" />
				</>
			)}
			{!progress && all.length > 0 && <p>{sum}</p>}
		</div>
	);
}
