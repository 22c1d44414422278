import { Button } from '@codegouvfr/react-dsfr/Button';
import type { GetIndicatorValuesResponse, Indicator } from 'pvd/eligibility/v1/indicator_pb.js';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { PATHS } from '~/paths';
import { useCommunes } from '~/territories/communes';
import { departementOf } from '~/territories/epci';
import { Bars } from '~/ui/charts/Bars';
import { Histogram } from '~/ui/charts/Histogram';
import { download } from '~/ui/download';
import { count, decimal, number } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { useDepartementText } from '~/ui/PlaceLinks';
import { DepartementSelect } from '~/ui/PlaceSelect';
import { median } from '~/ui/quintiles';
import { RouteLink } from '~/ui/RouteLink';
import { useAddress } from '~/ui/useAddress';
import { useSorting } from '~/ui/useSorting';
import { scoreHref } from './links';
import { ValueMap } from './ValueMap';
import { valueWord, yearText } from './values';

interface Props {
	indicator: Indicator;
	answer: GetIndicatorValuesResponse;
}

interface Row {
	code: string;
	name: string;
	value: number;
}

/* An indicator's values: how they are spread, where, and each. */
export function IndicatorValues({ indicator, answer }: Props) {
	const [departement, setDepartement] = useAddress('departement');
	const told = useCallback(
		(value: number) => (Number.isNaN(value) ? '–' : (answer.texts[value] ?? valueWord(indicator, value))),
		[answer, indicator],
	);
	const rows = useRows(answer, departement);
	const isGroup = answer.texts.length > 0;
	const isClass = isGroup || indicator.labels.length > 0;
	return (
		<>
			<p>
				{answer.year === 0 ? 'Plusieurs années' : answer.year}
				{answer.source !== '' && `, ${answer.source}`}. {count(answer.codes.length, 'commune')} ont une valeur,{' '}
				{number(answer.missingCount)} n’en ont pas.
			</p>
			<DepartementSelect value={departement} onChange={setDepartement} all="Toute la France" />
			{isClass ? <Classes rows={rows} told={told} /> : <Spread indicator={indicator} rows={rows} told={told} />}
			{!isGroup && (departement !== '' || !isClass) && (
				<Places indicator={indicator} answer={answer} told={told} departement={departement} />
			)}
			<Table rows={rows} told={told} indicator={indicator} isClass={isClass} />
			<Button
				priority="secondary"
				iconId="fr-icon-download-line"
				onClick={() => download(`${indicator.id}.csv`, 'text/csv', csvOf(indicator, answer, rows, told))}
			>
				Télécharger ces valeurs (CSV)
			</Button>
		</>
	);
}

function useRows({ codes, values }: GetIndicatorValuesResponse, departement: string): Row[] {
	const communes = useCommunes({}).data;
	return useMemo(() => {
		const names = new Map((communes ?? []).map(({ code, name }) => [code, name]));
		const all = codes.map((code, n) => ({ code, name: names.get(code) ?? code, value: values[n] ?? 0 }));
		return departement === '' ? all : all.filter(({ code }) => departementOf(code) === departement);
	}, [codes, values, communes, departement]);
}

type Told = (value: number) => string;

const STEPS = 20;

/* Some few communes are far beyond all others: the last step holds what is above the ninety-ninth of a hundred. */
function Spread({ indicator, rows, told }: { indicator: Indicator; rows: readonly Row[]; told: Told }) {
	const steps = useMemo(() => stepsOf(rows.map(({ value }) => value)), [rows]);
	if (steps.length === 0) {
		return <p>Aucune commune n’a de valeur ici.</p>;
	}
	const values = rows.map(({ value }) => value);
	return (
		<Histogram
			title={`Répartition : ${indicator.title}`}
			summary={`De ${told(Math.min(...values))} à ${told(Math.max(...values))} ; la moitié ne passe pas ${told(median(values))}. Ce qui est très loin des autres est compté dans la première et la dernière colonne.`}
			steps={steps}
			text={(value) => decimal(value, indicator.decimals)}
			head={[indicator.unit === '' ? 'Valeur' : `Valeur (${indicator.unit})`, 'Communes']}
		/>
	);
}

function stepsOf(values: readonly number[]) {
	const sorted = [...values].sort((one, other) => one - other);
	const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
	const [low, high] = [at(0.01), at(0.99)];
	if (sorted.length === 0) {
		return [];
	}
	const width = (high - low || 1) / STEPS;
	const steps = Array.from({ length: STEPS }, (_, n) => ({
		from: low + n * width,
		to: low + (n + 1) * width,
		count: 0,
	}));
	for (const value of sorted) {
		const step = steps[Math.max(0, Math.min(STEPS - 1, Math.floor((value - low) / width)))];
		if (step) {
			step.count++;
		}
	}
	return steps;
}

const SHOWN = 20;

function Classes({ rows, told }: { rows: readonly Row[]; told: Told }) {
	const counts = new Map<number, number>();
	for (const { value } of rows) {
		counts.set(value, (counts.get(value) ?? 0) + 1);
	}
	const largest = [...counts].sort(([, one], [, other]) => other - one).slice(0, SHOWN);
	return (
		<Bars
			title="Communes par classe"
			{...(counts.size > SHOWN && { summary: `Les ${SHOWN} plus nombreuses sur ${number(counts.size)}.` })}
			head={['Classe', 'Communes']}
			bars={largest.map(([value, communes]) => ({
				id: String(value),
				label: told(value),
				value: communes,
				text: count(communes, 'commune'),
			}))}
		/>
	);
}

function Places({ indicator, answer, told, departement }: Props & { told: Told; departement: string }) {
	const [params] = useSearchParams();
	const values = useMemo(() => mapOf(answer), [answer]);
	const hrefOf = (code: string) => {
		const next = new URLSearchParams(params);
		next.set('departement', code);
		return `${PATHS.indicators}?${next}`;
	};
	return (
		<ValueMap
			title={`Carte : ${indicator.title}`}
			values={values}
			told={told}
			departement={departement}
			hrefOf={hrefOf}
			communeHref={scoreHref}
			none="Valeur inconnue"
		/>
	);
}

function mapOf({ codes, values }: GetIndicatorValuesResponse): ReadonlyMap<string, number> {
	return new Map(codes.map((code, n) => [code, values[n] ?? 0]));
}

function Table({
	rows,
	told,
	indicator,
	isClass,
}: {
	rows: Row[];
	told: Told;
	indicator: Indicator;
	isClass: boolean;
}) {
	const [sorting, setSorting] = useSorting('-valeur');
	const departement = useDepartementText();
	const columns = useMemo(
		(): Column<Row>[] => [
			{
				id: 'commune',
				head: 'Commune',
				cell: ({ code, name }) => (
					<>
						<RouteLink href={scoreHref(code)}>{name}</RouteLink> <span className="pvd-code">{code}</span>
					</>
				),
				sort: ({ name }) => name,
				width: 'minmax(10rem, 2fr)',
			},
			{
				id: 'departement',
				head: 'Département',
				cell: ({ code }) => departement(departementOf(code)),
				sort: ({ code }) => departementOf(code),
				width: 'minmax(9rem, 1fr)',
			},
			{
				id: 'valeur',
				head: 'Valeur',
				cell: ({ value }) => told(value),
				sort: ({ value }) => value,
				isNumber: !isClass,
				width: 'minmax(9rem, 1fr)',
			},
		],
		[told, isClass, departement],
	);
	return (
		<div className="fr-mb-3w">
			<LongTable
				caption={`Valeurs : ${indicator.title}`}
				columns={columns}
				rows={rows}
				rowKey={({ code }) => code}
				sorting={sorting}
				onSort={setSorting}
				what={['commune', 'communes']}
			/>
		</div>
	);
}

/* For spreadsheets as French ones read it: semicolons, a comma in numbers, its encoding said first. */
function csvOf(indicator: Indicator, answer: GetIndicatorValuesResponse, rows: readonly Row[], told: Told): string {
	const isClass = answer.texts.length > 0 || indicator.labels.length > 0;
	const quoted = (text: string) => `"${text.replace(/"/g, '""')}"`;
	const lines = rows.map(({ code, name, value }) => {
		const text = isClass ? quoted(told(value)) : value.toFixed(indicator.decimals).replace('.', ',');
		return [code, quoted(name), text].join(';');
	});
	const head = [
		'code',
		'commune',
		quoted(`${indicator.title} (${indicator.unit || 'valeur'}, ${yearText(answer.year)})`),
	];
	return `\ufeff${[head.join(';'), ...lines].join('\r\n')}\r\n`;
}
