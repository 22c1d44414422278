import type { Contribution, Score } from 'pvd/eligibility/v1/score_pb.js';
import { decimal, number } from '~/ui/format';
import { lineKey } from './ScoreContributions';
import type { Indicators } from './transformations';
import { valueText } from './values';

/* Whom it was compared with, as briefly as a column wants it. */
const AMONG: Record<string, string> = {
	nation: 'France',
	region: 'région',
	departement: 'département',
	epci: 'intercommunalité',
};

/* The lines of a score as paper has room for them; sources once each, by their number. */
export function PrintedLines({ score, indicators }: { score: Score; indicators: Indicators }) {
	const sources = [...new Set(score.contributions.map(({ source }) => source).filter((source) => source !== ''))];
	return (
		<div className="pvd-printed">
			<h2>Indicateur par indicateur</h2>
			<table>
				<thead>
					<tr>
						<th scope="col">Indicateur</th>
						<th scope="col">Valeur</th>
						<th scope="col">Année, source</th>
						<th scope="col">Rang ou échelle</th>
						<th scope="col">Niveau × poids = points</th>
					</tr>
				</thead>
				<tbody>
					{score.contributions.map((one) => (
						<tr key={lineKey(one)}>
							<td>{one.title}</td>
							<td>{valueText(one)}</td>
							<td>
								{one.year === 0 ? 'plusieurs' : one.year}
								{one.source !== '' && ` [${sources.indexOf(one.source) + 1}]`}
							</td>
							<td>{rankText(one, indicators)}</td>
							<td className="pvd-number">
								{decimal(one.level, 3)} × {decimal(one.weight, 2)} = {decimal(one.points, 2)}
							</td>
						</tr>
					))}
				</tbody>
			</table>
			<ol className="pvd-printed-sources">
				{sources.map((source) => (
					<li key={source}>{source}</li>
				))}
			</ol>
		</div>
	);
}

function rankText({ rank, groupCount, groupId, missing }: Contribution, indicators: Indicators): string {
	if (groupId === '') {
		return 'échelle';
	}
	const among = AMONG[groupId] ?? indicators.get(groupId)?.title ?? groupId;
	return missing ? 'sans rang' : `${number(rank)} sur ${number(groupCount)}, ${among}`;
}
