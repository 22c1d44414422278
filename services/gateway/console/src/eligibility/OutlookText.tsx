import type { Outlook, Score } from 'pvd/eligibility/v1/score_pb.js';
import { decimal, ordinal } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { scoreHref } from './links';
import type { Indicators } from './transformations';
import { measured, valueWord } from './values';

interface Props {
	score: Score;
	outlook: Outlook;
	indicators: Indicators;
	runId: string; // "": the latest
}

/* What would have changed the outcome, in sentences. */
export function OutlookText({ score, outlook, indicators, runId }: Props) {
	if (!score.eligible) {
		return (
			<p>
				Si elle était éligible, son score la placerait {ordinal(outlook.rankDepartement)} de son département,{' '}
				{ordinal(outlook.rankRegion)} de sa région et {ordinal(outlook.rankNation)} de France.
			</p>
		);
	}
	if (outlook.nextCommuneCode === '') {
		return <p>Aucune commune éligible de son département n’a un meilleur score.</p>;
	}
	return (
		<>
			<p>
				Il lui manque {decimal(outlook.pointsMissing, 2)} points pour passer devant{' '}
				<RouteLink href={scoreHref(outlook.nextCommuneCode, runId)}>{outlook.nextCommuneName}</RouteLink>, qui la
				précède dans son département.{' '}
				{outlook.levers.length === 0
					? 'Aucun indicateur n’y suffirait seul.'
					: 'Chacun de ces changements y suffirait seul, tout le reste étant ce qu’il est :'}
			</p>
			<ul>
				{outlook.levers.map((lever) => {
					const indicator = indicators.get(lever.indicatorId);
					const told = (value: number) => (indicator ? valueWord(indicator, value) : measured(value, lever));
					return (
						<li key={lever.indicatorId}>
							« {lever.title} » : {told(lever.neededValue)} (au lieu de : {told(lever.value)}).
						</li>
					);
				})}
			</ul>
		</>
	);
}
