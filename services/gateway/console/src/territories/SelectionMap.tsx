/* Where the rows of a list lie: how many of them in each département, each leading to its own part of the list. */
import { lazy, Suspense, useMemo } from 'react';
import { useLocation } from 'react-router';
import { useDepartements } from '~/form/places';
import { Chart } from '~/ui/Chart';
import { count, number } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { Loading } from '~/ui/states';

const FranceMap = lazy(async () => ({ default: (await import('~/ui/map/FranceMap')).FranceMap }));

interface Props {
	what: [one: string, many: string];
	departements: readonly (readonly string[])[]; // of each row
}

/* The same page, of that département, as a list. */
function useHref(): (departement: string) => string {
	const { pathname, search } = useLocation();
	return (departement) => {
		const query = new URLSearchParams(search);
		query.delete('vue');
		query.set('departement', departement);
		return `${pathname}?${query}`;
	};
}

export function SelectionMap({ what: [one, many], departements: ofRows }: Props) {
	const departements = useDepartements();
	const hrefOf = useHref();
	const counts = useMemo(() => {
		const found = new Map<string, number>();
		for (const code of ofRows.flat()) {
			found.set(code, (found.get(code) ?? 0) + 1);
		}
		return found;
	}, [ofRows]);
	const areas = departements.map(({ code, name }) => {
		const value = counts.get(code) ?? 0;
		return { code, name, value, text: `${name} : ${count(value, one, many)}`, href: hrefOf(code) };
	});
	const shown = areas.filter(({ value }) => value > 0).sort((left, right) => right.value - left.value);
	return (
		<Chart
			title={`Où sont les ${many} de cette liste`}
			summary={`${count(ofRows.length, one, many)}, dans ${count(shown.length, 'département')}.`}
			head={['Département', `Nombre (${many})`]}
			rows={shown.map(({ code, name, value, href }) => [
				<RouteLink href={href}>
					{name} ({code})
				</RouteLink>,
				number(value),
			])}
			numbers={[1]}
		>
			<Suspense fallback={<Loading what="La carte" />}>
				<FranceMap
					label={`Nombre par département : ${many}`}
					legend={`Par département (${many})`}
					none="Aucun"
					areas={areas}
				/>
			</Suspense>
		</Chart>
	);
}
