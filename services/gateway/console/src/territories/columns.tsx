/* What every list of communes says of each. */
import type { Inside } from '~/form/places';
import { number } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { CommuneLink, TerritoryLink } from '~/ui/PlaceLinks';

interface Commune {
	code: string;
	name: string;
}

/* `people` gives the inhabitants, -1 where their number is unknown; `inside` the territories that communes are in. */
export function communeColumns<Row extends Commune>(
	people: (row: Row) => number,
	inside: ReadonlyMap<string, Inside>,
): Record<'name' | 'code' | 'population' | 'territory', Column<Row>> {
	return {
		name: {
			id: 'nom',
			head: 'Commune',
			width: 'minmax(12rem, 2fr)',
			cell: ({ code, name }) => <CommuneLink code={code} name={name} />,
			sort: ({ name }) => name,
		},
		code: { id: 'code', head: 'Code Insee', width: '7rem', cell: ({ code }) => code, sort: ({ code }) => code },
		population: {
			id: 'population',
			head: 'Habitants',
			width: '7rem',
			isNumber: true,
			cell: (row) => (people(row) < 0 ? '–' : number(people(row))),
			sort: people,
		},
		territory: {
			id: 'territoire',
			head: 'Territoire',
			width: 'minmax(10rem, 1fr)',
			cell: ({ code }) => {
				const found = inside.get(code);
				return found ? <TerritoryLink {...found} /> : '–';
			},
			sort: ({ code }) => inside.get(code)?.name ?? '',
		},
	};
}
