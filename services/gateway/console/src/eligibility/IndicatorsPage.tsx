import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Indicator, Series } from 'pvd/eligibility/v1/indicator_pb.js';
import { ThemeSchema } from 'pvd/eligibility/v1/indicator_pb.js';
import { useMemo } from 'react';
import { useLive } from '~/api/events';
import { useAnswer } from '~/api/queries';
import { PATHS } from '~/paths';
import { count, folded } from '~/ui/format';
import { Page } from '~/ui/Page';
import { SearchInput } from '~/ui/SearchInput';
import { ShortTable } from '~/ui/ShortTable';
import { Answer, Empty } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { enumWord } from '~/words';
import { originText } from './definitions';
import { IndicatorSheet } from './IndicatorSheet';
import { IndicatorLink } from './links';
import { byTheme } from './ScoreContributions';
import type { Indicators } from './transformations';
import './eligibility.css';

const LEAD =
	'Ce qu’une grille peut regarder. Chaque indicateur dit de quoi il est fait et d’où viennent ses valeurs ; sa définition ne change jamais sous son identifiant.';

export default function IndicatorsPage() {
	const [id] = useAddress('indicateur');
	const answer = useAnswer(EligibilityService.method.listIndicators, {});
	const series = useAnswer(EligibilityService.method.listSeries, {});
	useLive('eligibility');
	const indicators = useMemo(
		() => new Map((answer.data?.indicators ?? []).map((indicator) => [indicator.id, indicator])),
		[answer.data],
	);
	const chosen = indicators.get(id);
	return (
		<Page
			title={chosen?.title ?? 'Indicateurs'}
			lead={chosen ? undefined : LEAD}
			above={[
				{ text: 'Classement', href: PATHS.eligibility },
				...(chosen ? [{ text: 'Indicateurs', href: PATHS.indicators }] : []),
			]}
		>
			<Answer
				of={answer}
				what="Les indicateurs"
				isEmpty={({ indicators: all }) => all.length === 0}
				empty="Aucun indicateur n’est défini. L’ANCT ou l’exploitant les importe : pvd import definitions."
			>
				{() =>
					chosen ? (
						<IndicatorSheet
							key={id}
							indicator={chosen}
							indicators={indicators}
							series={(series.data?.series ?? []).filter(({ indicatorId }) => indicatorId === id)}
						/>
					) : (
						<>
							{id !== '' && <Empty>Aucun indicateur ne s’appelle « {id} ». Voici ceux qu’il y a.</Empty>}
							<List indicators={indicators} series={series.data?.series ?? []} />
						</>
					)
				}
			</Answer>
		</Page>
	);
}

function List({ indicators, series }: { indicators: Indicators; series: readonly Series[] }) {
	const [text, setText] = useAddress('nom');
	const found = [...indicators.values()].filter(({ id, title }) => folded(`${title} ${id}`).includes(folded(text)));
	return (
		<>
			<SearchInput label="Chercher un indicateur" hint="Son titre, ou son identifiant." value={text} onType={setText} />
			<p role="status" className="fr-text--sm">
				{count(found.length, 'indicateur')}
			</p>
			{byTheme(found).map(({ theme, lines }) => (
				<section key={theme} className="pvd-told" aria-label={enumWord(ThemeSchema, theme)}>
					<h2>{enumWord(ThemeSchema, theme)}</h2>
					<ShortTable
						caption={`Indicateurs : ${enumWord(ThemeSchema, theme)}`}
						isCaptionHidden
						head={['Indicateur', 'Unité', 'Années', 'De quoi il est fait']}
						rows={lines.map((indicator) => rowOf(indicator, indicators, series))}
					/>
				</section>
			))}
		</>
	);
}

function rowOf(indicator: Indicator, indicators: Indicators, series: readonly Series[]) {
	const own = series.filter(({ indicatorId }) => indicatorId === indicator.id);
	const isRecorded = indicator.origin.case === 'recorded';
	return [
		<IndicatorLink id={indicator.id} title={indicator.title} />,
		indicator.unit || '–',
		isRecorded ? own.map(({ year }) => year).join(', ') || 'aucune encore' : 'calculé',
		originText(indicator, indicators),
	];
}
