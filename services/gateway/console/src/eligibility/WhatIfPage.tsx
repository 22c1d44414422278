import type { CompareGridsResponse } from 'pvd/eligibility/v1/comparison_pb.js';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import type { Run } from 'pvd/eligibility/v1/run_pb.js';
import { useDeferredValue } from 'react';
import { useLatest } from '~/api/latest';
import { useAnswer } from '~/api/queries';
import { PATHS } from '~/paths';
import { count, day } from '~/ui/format';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { Answer, Loading, Refused } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { ComparisonAnswer } from './ComparisonAnswer';
import { GridLink, runHref } from './links';
import { RunSelect } from './RunSelect';
import { trialRequest } from './trial';
import { useTrial } from './useTrial';
import { WhatIfControls } from './WhatIfControls';
import './eligibility.css';
import './whatIf.css';

const LEAD =
	'Changez les poids d’une grille, ses critères ou le nombre de places, et voyez aussitôt qui entrerait, qui sortirait. Rien n’est écrit : ni la grille, ni le calcul ne changent. L’adresse de cette page garde vos réglages : elle se partage.';

export default function WhatIfPage() {
	const [runId] = useAddress('calcul');
	const answer = useAnswer(EligibilityService.method.getRun, { runId });
	return (
		<Page title="Et si ?" above={[{ text: 'Classement', href: PATHS.eligibility }]} lead={LEAD}>
			<Answer of={answer} what="Le calcul">
				{({ run }) => run && <OfRun key={run.id} run={run} />}
			</Answer>
		</Page>
	);
}

function OfRun({ run }: { run: Run }) {
	const answer = useAnswer(EligibilityService.method.getGrid, { version: run.gridVersion }, { staleTime: Infinity });
	return (
		<>
			<RunSelect run={run} path={PATHS.whatIf} />
			<p>
				Au départ, la grille <GridLink version={run.gridVersion} /> du calcul du{' '}
				<RouteLink href={runHref(run.id)}>{day(run.runAt)}</RouteLink>.
			</p>
			<Answer of={answer} what="La grille">
				{({ grid }) => grid && <Trial grid={grid} run={run} />}
			</Answer>
		</>
	);
}

/* On a narrow screen what follows is below: its sum stays in sight. Whoever listens hears it from the answer itself. */
function Brief({ answer: { enteringCount, leavingCount } }: { answer: CompareGridsResponse }) {
	return (
		<p className="pvd-what-if-brief" aria-hidden="true">
			{count(enteringCount, 'entre', 'entrent')}, {count(leavingCount, 'sort', 'sortent')}
		</p>
	);
}

function Trial({ grid, run }: { grid: Grid; run: Run }) {
	const [trial, setTrial] = useTrial(grid);
	const latest = useLatest(EligibilityService.method.compareGrids, trialRequest(trial, grid, run.id));
	// What moves under the hand is drawn first, what follows from it when there is time.
	const answer = useDeferredValue(latest.answer);
	const isSettled = latest.isSettled && answer === latest.answer;
	return (
		<div className="pvd-what-if">
			<WhatIfControls grid={grid} run={run} trial={trial} onTrial={setTrial} />
			{answer && <Brief answer={answer} />}
			<div className="pvd-what-if-answer" aria-busy={!isSettled}>
				<h2 className="fr-h4">Ce que cela changerait</h2>
				{latest.error !== undefined && <Refused error={latest.error} retry={latest.retry} />}
				{answer ? (
					<ComparisonAnswer answer={answer} runId={run.id} isSettled={isSettled && latest.error === undefined} />
				) : (
					latest.error === undefined && <Loading what="La comparaison" />
				)}
			</div>
		</div>
	);
}
