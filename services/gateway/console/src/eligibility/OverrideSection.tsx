import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Override } from 'pvd/eligibility/v1/override_pb.js';
import { type OverrideKind, OverrideKindSchema } from 'pvd/eligibility/v1/override_pb.js';
import type { Score } from 'pvd/eligibility/v1/score_pb.js';
import { useCovers } from '~/api/scope';
import { useMay } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { Facts } from '~/ui/Facts';
import { instant, ordinal, points } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { Answer } from '~/ui/states';
import { enumWord } from '~/words';
import { runHref } from './links';
import { OverrideBadge } from './OverrideBadge';
import { useOverride } from './overrides';

const { listOverrides, recordOverride, withdrawOverride } = EligibilityService.method;

/* What the préfet says of a commune whose rank the figures get wrong: beside its score, never instead of it. */
export function OverrideSection({ score }: { score: Score }) {
	const may = useMay();
	const answer = useOverride(score.communeCode);
	if (!may(listOverrides)) {
		return null;
	}
	return (
		<section aria-labelledby="prefet">
			<h2 id="prefet">La parole du préfet</h2>
			<Answer of={answer} what="La parole du préfet">
				{({ overrides: [override] }) => (
					<>
						{override ? (
							<Said override={override} />
						) : (
							<p>Aucune dérogation n’est enregistrée, ou vous n’êtes pas de ceux qui la lisent.</p>
						)}
						<Acts score={score} override={override} />
					</>
				)}
			</Answer>
		</section>
	);
}

function Said({ override }: { override: Override }) {
	const { reason, author, recordedAt, runId, score, rankDepartement } = override;
	const rank = rankDepartement === 0 ? 'non éligible' : `${ordinal(rankDepartement)} de son département`;
	return (
		<Facts
			facts={[
				['Sens', <OverrideBadge override={override} />],
				['Motif', <span className="pvd-text">{reason}</span>],
				['Dit par', `${author}, le ${instant(recordedAt)}`],
				['Devant', `un score de ${points(score)} points, ${rank}`],
				['Calcul d’alors', <RouteLink href={runHref(runId)}>{runId}</RouteLink>],
			]}
		/>
	);
}

function Acts({ score, override }: { score: Score; override: Override | undefined }) {
	const may = useMay();
	const covers = useCovers();
	const { communeCode, communeName, departementCode } = score;
	if (!may(recordOverride) || !covers({ departementCodes: [departementCode], communeCodes: [communeCode] })) {
		return null;
	}
	const given = { commune_code: communeCode };
	return (
		<div className="fr-mt-3w">
			<Accordion label={override ? 'Changer la dérogation' : 'Enregistrer une dérogation'} titleAs="h3">
				<p>
					Elle se lit à côté du score et du rang, qui ne changent pas : qui les lit voit les deux, et pourquoi ils
					diffèrent.
				</p>
				<CommandForm
					key={override?.recordedAt?.seconds.toString() ?? ''}
					method={recordOverride}
					title={`Dérogation pour ${communeName}`}
					form={`derogation/${communeCode}`}
					given={given}
					initial={override ? { kind: kindName(override.kind), reason: override.reason } : {}}
				/>
			</Accordion>
			{override && may(withdrawOverride) && (
				<Accordion label="Retirer la dérogation" titleAs="h3">
					<p>{`« ${enumWord(OverrideKindSchema, override.kind)} » ne sera plus lu à côté du score.`}</p>
					<CommandForm
						method={withdrawOverride}
						title={`Retrait de la dérogation pour ${communeName}`}
						form={`derogation/retrait/${communeCode}`}
						given={given}
					/>
				</Accordion>
			)}
		</div>
	);
}

function kindName(kind: OverrideKind): string {
	return OverrideKindSchema.value[kind]?.name ?? '';
}
