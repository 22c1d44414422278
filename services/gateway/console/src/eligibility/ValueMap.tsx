/* A value of every commune, where it is: France by the medians of its départements, a département commune by commune. */
import { lazy, Suspense, useMemo } from 'react';
import { useDepartements } from '~/form/places';
import { useCommunes } from '~/territories/communes';
import { departementOf } from '~/territories/epci';
import { Chart } from '~/ui/Chart';
import { number } from '~/ui/format';
import { classOf, median, quintiles } from '~/ui/quintiles';
import { RouteLink } from '~/ui/RouteLink';
import { Loading } from '~/ui/states';

const FranceMap = lazy(async () => ({ default: (await import('~/ui/map/FranceMap')).FranceMap }));
const CommunesMap = lazy(async () => ({ default: (await import('~/ui/map/CommunesMap')).CommunesMap }));

interface Props {
	title: string;
	values: ReadonlyMap<string, number>; // by commune; what is not in it has none
	told: (value: number) => string;
	departement: string; // "": France
	hrefOf: (departement: string) => string;
	communeHref: (code: string) => string;
	none: string; // what it means to have no value
}

export function ValueMap(props: Props) {
	return props.departement === '' ? <France {...props} /> : <Departement {...props} />;
}

/* As many as possible of about the same number each: the legend says from which value to which. */
function useClasses(values: readonly number[], told: (value: number) => string) {
	return useMemo(() => {
		const classes = quintiles(values);
		const text = (index: number) => {
			const { from, to } = classes[index - 1] ?? { from: 0, to: 0 };
			return from === to ? told(from) : `de ${told(from)} à ${told(to)}`;
		};
		return { classes, text, of: (value: number | undefined) => (value === undefined ? 0 : classOf(value, classes)) };
	}, [values, told]);
}

function France({ title, values, told, hrefOf, none }: Props) {
	const departements = useDepartements();
	const medians = useMemo(() => mediansOf(values), [values]);
	const classes = useClasses(
		useMemo(() => [...medians.values()], [medians]),
		told,
	);
	const areas = departements.map(({ code, name }) => {
		const value = medians.get(code);
		const text = `${name} : ${value === undefined ? none.toLowerCase() : told(value)}`;
		return { code, name, value: classes.of(value), text, href: hrefOf(code) };
	});
	return (
		<Chart
			title={title}
			summary="Par département, la médiane de ses communes : la moitié ne la dépasse pas. Choisissez-en un pour voir ses communes."
			head={['Département', 'Médiane']}
			numbers={[1]}
			rows={areas.map(({ code, name, href }) => [
				<RouteLink href={href}>
					{name} ({code})
				</RouteLink>,
				told(medians.get(code) ?? Number.NaN),
			])}
		>
			<Suspense fallback={<Loading what="La carte" />}>
				<FranceMap label={title} areas={areas} legend="Médiane du département" none={none} format={classes.text} />
			</Suspense>
		</Chart>
	);
}

function mediansOf(values: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
	const byDepartement = new Map<string, number[]>();
	for (const [code, value] of values) {
		const own = byDepartement.get(departementOf(code));
		if (own) {
			own.push(value);
		} else {
			byDepartement.set(departementOf(code), [value]);
		}
	}
	return new Map([...byDepartement].map(([code, own]) => [code, median(own)]));
}

function Departement({ title, values, told, departement, communeHref, none }: Props) {
	const communes = useCommunes({ departementCode: departement }).data;
	const own = useMemo(
		() => (communes ?? []).flatMap(({ code }) => (values.has(code) ? [values.get(code) ?? 0] : [])),
		[communes, values],
	);
	const classes = useClasses(own, told);
	const areas = useMemo(
		() =>
			(communes ?? []).map(({ code, name }) => {
				const value = values.get(code);
				const text = `${name} : ${value === undefined ? none.toLowerCase() : told(value)}`;
				return { code, value: classes.of(value), text, href: communeHref(code) };
			}),
		[communes, values, classes, told, none, communeHref],
	);
	const rows = classes.classes.map((_, index) => [
		classes.text(index + 1),
		number(areas.filter(({ value }) => value === index + 1).length),
	]);
	return (
		<Chart
			title={title}
			summary="Commune par commune ; autant de communes dans chaque teinte, ou presque."
			head={['Valeur', 'Communes']}
			numbers={[1]}
			rows={[...rows, [none, number(areas.filter(({ value }) => value === 0).length)]]}
		>
			<Suspense fallback={<Loading what="La carte" />}>
				<CommunesMap
					departement={departement}
					label={title}
					areas={areas}
					legend="Par commune"
					none={none}
					format={classes.text}
				/>
			</Suspense>
		</Chart>
	);
}
