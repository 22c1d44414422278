/* The communes of a list where they lie. As a picture only: the list names them all. */
import { lazy, Suspense, useMemo } from 'react';
import type { Inside } from '~/form/places';
import { Chart } from '~/ui/Chart';
import { count, number } from '~/ui/format';
import type { Point } from '~/ui/map/PointsMap';
import { Loading } from '~/ui/states';
import type { CommuneRow } from './communes';

const PointsMap = lazy(async () => ({ default: (await import('~/ui/map/PointsMap')).PointsMap }));

const SERIES = ['Dans un territoire labellisé', 'Hors du programme'] as const;
const [IN, OUT] = [0, 1];

interface Props {
	rows: readonly CommuneRow[];
	inside: ReadonlyMap<string, Inside>;
	departements: readonly string[]; // that the list is of; none: France
}

function isPlaced({ longitude, latitude }: CommuneRow): boolean {
	return longitude !== 0 || latitude !== 0;
}

function pointOf({ code, name, departementCode, population, longitude, latitude }: CommuneRow, within?: Inside): Point {
	const people = population < 0 ? '' : `${number(population)} habitants, `;
	return {
		key: code,
		departement: departementCode,
		longitude,
		latitude,
		series: within ? IN : OUT,
		text: `${name} : ${people}${within ? `dans le territoire ${within.name}` : 'hors du programme'}`,
	};
}

/* Those in the programme lie above the others, as there are fewer of them. */
function pointsOf(rows: readonly CommuneRow[], inside: ReadonlyMap<string, Inside>): Point[] {
	const points = rows.filter(isPlaced).map((row) => pointOf(row, inside.get(row.code)));
	return [...points.filter(({ series }) => series === OUT), ...points.filter(({ series }) => series === IN)];
}

export function CommuneMap({ rows, inside, departements }: Props) {
	const points = useMemo(() => pointsOf(rows, inside), [rows, inside]);
	if (points.length === 0) {
		return null;
	}
	const unplaced = rows.length - points.length;
	const some = unplaced > 0 ? `, sans ${count(unplaced, 'commune')} dont la position n’est pas connue` : '';
	return (
		<Chart
			title="Les communes de cette liste, une à une"
			summary={`${count(points.length, 'commune')}${some}. La liste les nomme toutes.`}
			head={['Communes', 'Nombre']}
			rows={SERIES.map((text, index) => [text, number(points.filter(({ series }) => series === index).length)])}
			numbers={[1]}
		>
			<Suspense fallback={<Loading what="La carte" />}>
				<PointsMap label="Position des communes" series={SERIES} points={points} departements={departements} />
			</Suspense>
		</Chart>
	);
}
