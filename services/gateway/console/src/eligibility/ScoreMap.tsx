import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { ListScoreColumnsResponse } from 'pvd/eligibility/v1/score_pb.js';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useAnswer } from '~/api/queries';
import { useDepartements } from '~/form/places';
import { PATHS } from '~/paths';
import { departementOf } from '~/territories/epci';
import { points } from '~/ui/format';
import { Answer, Empty } from '~/ui/states';
import { scoreHref } from './links';
import type { Perimeter } from './perimeter';
import { ValueMap } from './ValueMap';

interface Props {
	runId: string;
	isLatest: boolean;
	perimeter: Perimeter;
	eligibleOnly: boolean;
	name: string; // of the perimeter
}

/* The scores where they are. */
export function ScoreMap({ runId, isLatest, perimeter, eligibleOnly, name }: Props) {
	const [params] = useSearchParams();
	const columns = useAnswer(EligibilityService.method.listScoreColumns, { runId }, { staleTime: Infinity });
	const communeHref = useCallback((code: string) => scoreHref(code, isLatest ? '' : runId), [isLatest, runId]);
	if (perimeter.epciSiren !== '') {
		return <Empty>Une intercommunalité est trop petite pour une carte : choisissez son département.</Empty>;
	}
	const hrefOf = (departement: string) => {
		const next = new URLSearchParams(params);
		next.delete('region');
		next.set('departement', departement);
		return `${PATHS.eligibility}?${next}`;
	};
	return (
		<Answer of={columns} what="La carte des scores">
			{(answer) => (
				<Drawn
					answer={answer}
					perimeter={perimeter}
					eligibleOnly={eligibleOnly}
					name={name}
					hrefOf={hrefOf}
					communeHref={communeHref}
				/>
			)}
		</Answer>
	);
}

interface DrawnProps extends Pick<Props, 'perimeter' | 'eligibleOnly' | 'name'> {
	answer: ListScoreColumnsResponse;
	hrefOf: (departement: string) => string;
	communeHref: (code: string) => string;
}

function Drawn({ answer, perimeter, eligibleOnly, name, hrefOf, communeHref }: DrawnProps) {
	const departements = useDepartements();
	const values = useMemo(() => {
		const own = departements.filter(({ regionCode }) => regionCode === perimeter.regionCode).map(({ code }) => code);
		const isIn = (code: string) => perimeter.regionCode === '' || own.includes(departementOf(code));
		const isShown = (n: number) => !eligibleOnly || (answer.ranksDepartement[n] ?? 0) > 0;
		return new Map(
			answer.codes.flatMap((code, n) => (isShown(n) && isIn(code) ? [[code, answer.scores[n] ?? 0] as const] : [])),
		);
	}, [answer, departements, perimeter.regionCode, eligibleOnly]);
	return (
		<ValueMap
			title={`Scores ${eligibleOnly ? 'des communes éligibles' : 'des communes'} : ${name}`}
			values={values}
			told={points}
			departement={perimeter.departementCode}
			hrefOf={hrefOf}
			communeHref={communeHref}
			none={eligibleOnly ? 'Non éligible' : 'Sans score'}
		/>
	);
}
