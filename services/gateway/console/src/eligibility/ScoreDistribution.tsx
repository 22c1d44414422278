import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { GetDistributionResponse } from 'pvd/eligibility/v1/score_pb.js';
import { useAnswer } from '~/api/queries';
import { Histogram } from '~/ui/charts/Histogram';
import { count, points } from '~/ui/format';
import { Answer, Empty } from '~/ui/states';
import type { Perimeter } from './perimeter';

interface Props {
	runId: string;
	perimeter: Perimeter;
	eligibleOnly: boolean;
	name: string; // of the perimeter
	mark?: { score: number; text: string }; // a commune to find among the others
}

const WHOLE = 100;

/* An intercommunalité has too few communes for a spread to say something. */
export function ScoreDistribution({
	perimeter: { departementCode, regionCode, epciSiren },
	runId,
	eligibleOnly,
	name,
	mark,
}: Props) {
	const distribution = useAnswer(
		EligibilityService.method.getDistribution,
		{ runId, departementCode, regionCode, eligibleOnly },
		{ enabled: epciSiren === '', keepPrevious: true, staleTime: Infinity },
	);
	if (epciSiren !== '') {
		return (
			<Empty>
				Une intercommunalité a trop peu de communes pour une répartition : lisez leur classement ci-dessous.
			</Empty>
		);
	}
	return (
		<Answer
			of={distribution}
			what="La répartition des scores"
			isEmpty={(spread) => spread.count === 0}
			empty="Aucune commune éligible ici : il n’y a rien à répartir."
		>
			{(spread) => (
				<Histogram
					title={`Scores ${eligibleOnly ? 'des communes éligibles' : 'des communes'} : ${name}`}
					summary={summaryOf(spread)}
					steps={spread.counts.map((communes, n) => ({
						from: (n * WHOLE) / spread.counts.length,
						to: ((n + 1) * WHOLE) / spread.counts.length,
						count: communes,
					}))}
					text={points}
					head={['Score', 'Communes']}
					mark={mark?.score}
					{...(mark && { markText: mark.text })}
				/>
			)}
		</Answer>
	);
}

function summaryOf(spread: GetDistributionResponse): string {
	return (
		`${count(spread.count, 'commune')}, de ${points(spread.minimum)} à ${points(spread.maximum)} points. ` +
		`Un quart n’en passe pas ${points(spread.firstQuartile)}, la moitié ${points(spread.median)}, trois quarts ${points(spread.thirdQuartile)}.`
	);
}
