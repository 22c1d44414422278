import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Button } from '@codegouvfr/react-dsfr/Button';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { CheckRunResponse } from 'pvd/eligibility/v1/run_pb.js';
import { useState } from 'react';
import { useAnswer } from '~/api/queries';
import { useMay } from '~/api/session';
import { PATHS } from '~/paths';
import { instantSeconds } from '~/ui/format';
import { Answer } from '~/ui/states';
import { hex } from './digest';
import { RunComparison } from './RunComparison';
import { RunFacts } from './RunFacts';

/* One run: what it was made of, its ranking, and whether it can be made again. */
export function RunSheet({ runId }: { runId: string }) {
	const answer = useAnswer(EligibilityService.method.getRun, { runId }, { staleTime: Infinity });
	return (
		<Answer of={answer} what="Le calcul">
			{({ run }) =>
				run && (
					<section className="fr-mb-6w" aria-labelledby="calcul">
						<h2 id="calcul">Calcul du {instantSeconds(run.runAt)}</h2>
						<RunFacts run={run} />
						<div className="pvd-actions fr-mt-3w">
							<Button
								priority="secondary"
								linkProps={{ href: `${PATHS.eligibility}?calcul=${encodeURIComponent(run.id)}` }}
							>
								Voir son classement
							</Button>
						</div>
						<Check runId={run.id} />
						<RunComparison run={run} />
					</section>
				)
			}
		</Answer>
	);
}

/* Asked for, never by itself: the service scores the whole country for it. */
function Check({ runId }: { runId: string }) {
	const [isAsked, setIsAsked] = useState(false);
	const check = useAnswer(EligibilityService.method.checkRun, { runId }, { enabled: isAsked, staleTime: Infinity });
	if (!useMay()(EligibilityService.method.checkRun)) {
		return null;
	}
	return (
		<div className="fr-mt-3w">
			<p className="fr-mb-1w">
				Le service peut refaire ce calcul depuis sa grille et ses données, et comparer les empreintes.
			</p>
			<Button disabled={check.isFetching} onClick={() => (isAsked ? void check.refetch() : setIsAsked(true))}>
				{check.isFetching ? 'Calcul en cours…' : 'Refaire et comparer'}
			</Button>
			<div className="fr-mt-2w" aria-live="polite">
				{isAsked && (
					<Answer of={check} what="La comparaison">
						{(answer) => <Verdict answer={answer} />}
					</Answer>
				)}
			</div>
		</div>
	);
}

function Verdict({ answer: { run, same, digest } }: { answer: CheckRunResponse }) {
	return (
		<Alert
			severity={same ? 'success' : 'error'}
			title={same ? 'Les scores refaits sont les mêmes' : 'Les scores refaits sont différents'}
			description={
				<>
					Gardée : <span className="pvd-digest">{hex(run?.digest ?? new Uint8Array())}</span>
					<br />
					Refaite : <span className="pvd-digest">{hex(digest)}</span>
					{!same && (
						<>
							<br />
							Signalez-le à l’exploitant : ou les règles de calcul ont changé depuis (leur version est ci-dessus), ou
							des données ont été altérées.
						</>
					)}
				</>
			}
		/>
	);
}
