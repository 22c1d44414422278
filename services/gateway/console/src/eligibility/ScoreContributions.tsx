import type { Indicator } from 'pvd/eligibility/v1/indicator_pb.js';
import { Theme, ThemeSchema } from 'pvd/eligibility/v1/indicator_pb.js';
import type { Contribution, Score } from 'pvd/eligibility/v1/score_pb.js';
import { Contributions } from '~/ui/charts/Contributions';
import { decimal, number } from '~/ui/format';
import { enumWord } from '~/words';
import { valueText, yearText } from './values';

const THEMES = [Theme.CENTRALITY, Theme.FRAGILITY, Theme.CONTEXT] as const;
const HEAD = ['Valeur', 'Année', 'Rang', 'Part des points'] as const;

/* A score drawn, theme by theme. */
export function ScoreContributions({ score }: { score: Score }) {
	return (
		<Contributions
			title={`Contributions au score de ${score.communeName}`}
			score={score.score}
			head={HEAD}
			parts={byTheme(score.contributions).map(({ theme, lines }) => ({
				title: enumWord(ThemeSchema, theme),
				contributions: lines.map((one) => ({
					id: lineKey(one),
					title: one.title,
					points: one.points,
					weight: one.weight,
					cells: [valueText(one), yearText(one.year), rankText(one), `${decimal(100 * one.level, 1)} %`],
				})),
			}))}
		/>
	);
}

/* A grid may look at an indicator in several years. */
export function lineKey({ indicatorId, year }: { indicatorId: string; year: number }): string {
	return `${indicatorId}/${year}`;
}

function rankText({ rank, groupCount }: Contribution): string {
	return rank === 0 ? '–' : `${number(rank)} sur ${number(groupCount)}`;
}

export function byTheme<Line extends Pick<Contribution | Indicator, 'theme'>>(lines: readonly Line[]) {
	return THEMES.map((theme) => ({ theme, lines: lines.filter((line) => line.theme === theme) })).filter(
		({ lines: own }) => own.length > 0,
	);
}
