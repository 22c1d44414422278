import { Select } from '@codegouvfr/react-dsfr/Select';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Indicator, Series } from 'pvd/eligibility/v1/indicator_pb.js';
import { ThemeSchema } from 'pvd/eligibility/v1/indicator_pb.js';
import { useAnswer, useRows } from '~/api/queries';
import { Facts } from '~/ui/Facts';
import { day, number } from '~/ui/format';
import { Section } from '~/ui/Section';
import { ShortTable } from '~/ui/ShortTable';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { enumWord } from '~/words';
import { originText } from './definitions';
import { IndicatorValues } from './IndicatorValues';
import { GridLink } from './links';
import type { Indicators } from './transformations';

interface Props {
	indicator: Indicator;
	indicators: Indicators;
	series: readonly Series[]; // its own
}

/* One indicator: what it is made of, where its values come from, and what they are. */
export function IndicatorSheet({ indicator, indicators, series }: Props) {
	const { id, theme, unit, definition, labels } = indicator;
	return (
		<>
			<Facts
				facts={[
					['Identifiant', <code>{id}</code>],
					['Thème', enumWord(ThemeSchema, theme)],
					['Unité', unit],
					['Définition', definition],
					['De quoi il est fait', originText(indicator, indicators)],
					['Classes', labels.map(({ value, text }) => `${value} : ${text}`).join(' ; ')],
					['Dans les grilles', <UsedBy id={id} />],
				]}
			/>
			{indicator.origin.case === 'recorded' && (
				<Section id="series" title="Séries enregistrées" className="fr-mt-4w">
					<SeriesTable series={series} />
				</Section>
			)}
			<Values indicator={indicator} series={series} />
		</>
	);
}

function UsedBy({ id }: { id: string }) {
	const grids = useRows(EligibilityService.method.listGrids, {}, (page) => page.grids).data ?? [];
	const using = grids.filter(
		({ indicators, criteria }) =>
			indicators.some(({ indicatorId }) => indicatorId === id) ||
			criteria.some(({ condition }) => condition?.operand?.indicatorId === id),
	);
	return using.length === 0
		? 'aucune ne le regarde'
		: using.map(({ version }, n) => (
				<span key={version}>
					{n > 0 && ', '}
					<GridLink version={version} />
				</span>
			));
}

function SeriesTable({ series }: { series: readonly Series[] }) {
	if (series.length === 0) {
		return (
			<p>
				Aucune encore. L’ANCT ou l’exploitant les importe : <code>pvd import indicators</code>.
			</p>
		);
	}
	return (
		<ShortTable
			caption="Séries enregistrées, par année"
			isCaptionHidden
			head={['Année', 'Source', 'Valeurs', 'Enregistrée le']}
			numbers={[2]}
			rows={series.map(({ year, source, valueCount, recordedAt }) => [
				String(year),
				source,
				number(valueCount),
				day(recordedAt),
			])}
		/>
	);
}

function Values({ indicator, series }: Omit<Props, 'indicators'>) {
	const [year, setYear] = useAddress('annee');
	const known = series.some((one) => String(one.year) === year) ? Number(year) : 0;
	const answer = useAnswer(
		EligibilityService.method.getIndicatorValues,
		{ indicatorId: indicator.id, year: known },
		{ keepPrevious: true },
	);
	return (
		<Section id="valeurs" title="Valeurs" className="fr-mt-4w">
			{series.length > 1 && (
				<Select
					label="Année"
					nativeSelectProps={{ value: known === 0 ? '' : year, onChange: ({ target }) => setYear(target.value) }}
				>
					<option value="">La dernière connue</option>
					{series.map((one) => (
						<option key={one.year} value={one.year}>
							{one.year}
						</option>
					))}
				</Select>
			)}
			<Answer
				of={answer}
				what="Les valeurs"
				isEmpty={({ codes }) => codes.length === 0}
				empty="Aucune commune n’a de valeur : ce dont l’indicateur est fait n’a pas encore été importé."
			>
				{(values) => <IndicatorValues indicator={indicator} answer={values} />}
			</Answer>
		</Section>
	);
}
