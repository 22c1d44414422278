import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import type { Candidacy } from 'pvd/registry/v1/candidacy_pb.js';
import { OpinionKindSchema } from 'pvd/registry/v1/candidacy_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import type { ReactNode } from 'react';
import { useSession } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { useDepartements } from '~/form/places';
import type { Values } from '~/form/values';
import { PATHS } from '~/paths';
import { today } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { Section } from '~/ui/Section';
import { methodWord } from '~/words';
import type { Act } from './candidacy';
import { mayDo, titleOf } from './candidacy';

const { giveOpinion, withdrawCandidacy, refuseCandidacy, grantLabel, proposeSelection } = RegistryService.method;

/* What the reader may do to a candidacy as it stands. */
export function CandidacyActs({ candidacy }: { candidacy: Candidacy }) {
	const { actor } = useSession();
	const may = (act: Act) => mayDo(actor, candidacy, act);
	if (![giveOpinion, withdrawCandidacy, refuseCandidacy, grantLabel, proposeSelection].some(may)) {
		return null;
	}
	return (
		<Section id="actes" title="Agir">
			{may(proposeSelection) && <ProposeLink candidacy={candidacy} />}
			<div className="fr-accordions-group">
				{may(giveOpinion) && <GiveOpinion candidacy={candidacy} />}
				{may(grantLabel) && <GrantLabel candidacy={candidacy} />}
				{may(refuseCandidacy) && <RefuseCandidacy candidacy={candidacy} />}
				{may(withdrawCandidacy) && <WithdrawCandidacy candidacy={candidacy} />}
			</div>
		</Section>
	);
}

function ActAccordion({ act, children }: { act: Act; children: NonNullable<ReactNode> }) {
	return (
		<Accordion titleAs="h3" label={methodWord(act)}>
			{children}
		</Accordion>
	);
}

function ProposeLink({ candidacy }: { candidacy: Candidacy }) {
	const region = useDepartements().find(({ code }) => code === candidacy.coordinatingDepartementCode)?.regionCode ?? '';
	return (
		<p>
			<RouteLink className="fr-btn" href={`${PATHS.selectionNew}?region=${region}&candidature=${candidacy.id}`}>
				{methodWord(proposeSelection)} avec cette candidature
			</RouteLink>
		</p>
	);
}

function opinionValues({ opinion }: Candidacy): Values {
	return opinion
		? {
				kind: OpinionKindSchema.value[opinion.kind]?.name ?? '',
				rank: opinion.rank ? String(opinion.rank) : '',
				comment: opinion.comment,
			}
		: {};
}

function GiveOpinion({ candidacy }: { candidacy: Candidacy }) {
	return (
		<ActAccordion act={giveOpinion}>
			{candidacy.opinion && (
				<p>
					Un avis est déjà rendu : celui que vous envoyez le remplace, jusqu’à ce que la région propose la candidature.
				</p>
			)}
			<CommandForm
				method={giveOpinion}
				title={`Avis sur la candidature de ${titleOf(candidacy)}`}
				form={`avis/${candidacy.id}`}
				given={{ candidacy_id: candidacy.id }}
				initial={opinionValues(candidacy)}
			/>
		</ActAccordion>
	);
}

function GrantLabel({ candidacy }: { candidacy: Candidacy }) {
	return (
		<ActAccordion act={grantLabel}>
			<p>
				Un territoire naît du label. Population et périmètre sont vérifiés à nouveau, selon les critères en vigueur
				aujourd’hui.
			</p>
			<CommandForm
				method={grantLabel}
				title={`Label de ${titleOf(candidacy)}`}
				form={`label/${candidacy.id}`}
				given={{ candidacy_id: candidacy.id }}
				initial={{ territory_name: titleOf(candidacy), decision_date: today() }}
			/>
		</ActAccordion>
	);
}

function RefuseCandidacy({ candidacy }: { candidacy: Candidacy }) {
	return (
		<ActAccordion act={refuseCandidacy}>
			<p>Les communes pourront présenter une nouvelle candidature.</p>
			<CommandForm
				method={refuseCandidacy}
				title={`Candidature de ${titleOf(candidacy)} non retenue`}
				form={`refus/${candidacy.id}`}
				given={{ candidacy_id: candidacy.id }}
			/>
		</ActAccordion>
	);
}

function WithdrawCandidacy({ candidacy }: { candidacy: Candidacy }) {
	return (
		<ActAccordion act={withdrawCandidacy}>
			<CommandForm
				method={withdrawCandidacy}
				title={`Retrait de la candidature de ${titleOf(candidacy)}`}
				form={`retrait/${candidacy.id}`}
				given={{ candidacy_id: candidacy.id }}
			/>
		</ActAccordion>
	);
}
