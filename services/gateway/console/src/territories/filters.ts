/* What the territories page shows: all of it is in its address. */
import { useMemo } from 'react';
import { useDepartements } from '~/form/places';
import { folded } from '~/ui/format';
import { useAddress } from '~/ui/useAddress';

export type Kind = 'territoires' | 'communes' | 'intercommunalites';
export type Programme = '' | 'dans' | 'hors';

export const KINDS: readonly { kind: Kind; text: string }[] = [
	{ kind: 'territoires', text: 'Territoires' },
	{ kind: 'communes', text: 'Communes' },
	{ kind: 'intercommunalites', text: 'Intercommunalités' },
];

export interface Filters {
	kind: Kind;
	name: string;
	region: string;
	departement: string;
	programme: Programme;
	minimum: string; // inhabitants, as typed
	maximum: string;
}

type Setters = { [Name in keyof Filters]: (value: string, isTyping?: boolean) => void };

function kindOf(text: string): Kind {
	return KINDS.find(({ kind }) => kind === text)?.kind ?? 'territoires';
}

function programmeOf(text: string): Programme {
	return text === 'dans' || text === 'hors' ? text : '';
}

export function useFilters(): [Filters, Setters] {
	const [kind, setKind] = useAddress('echelon', 'territoires');
	const [name, setName] = useAddress('nom');
	const [region, setRegion] = useAddress('region', '', 'departement');
	const [departement, setDepartement] = useAddress('departement');
	const [programme, setProgramme] = useAddress('programme');
	const [minimum, setMinimum] = useAddress('de');
	const [maximum, setMaximum] = useAddress('a');
	return [
		{ kind: kindOf(kind), name, region, departement, programme: programmeOf(programme), minimum, maximum },
		{
			kind: setKind,
			name: setName,
			region: setRegion,
			departement: setDepartement,
			programme: setProgramme,
			minimum: setMinimum,
			maximum: setMaximum,
		},
	];
}

/* The départements that the filters leave; undefined: all of them. */
export function useArea({ region, departement }: Filters): ReadonlySet<string> | undefined {
	const departements = useDepartements();
	return useMemo(() => {
		if (departement !== '') {
			return new Set([departement]);
		}
		return region === ''
			? undefined
			: new Set(departements.filter(({ regionCode }) => regionCode === region).map(({ code }) => code));
	}, [departements, region, departement]);
}

/* Inhabitants as typed: "20 000"; undefined where nothing, or no number, was typed. */
export function inhabitants(text: string): number | undefined {
	const digits = text.replace(/\s/g, '');
	return /^\d{1,8}$/.test(digits) ? Number(digits) : undefined;
}

const foldedNames = new Map<string, string>();

/* Folding 35 000 names at each key would be felt. */
function foldedName(name: string): string {
	const known = foldedNames.get(name) ?? ` ${folded(name)}`;
	foldedNames.set(name, known);
	return known;
}

/* Whether each word of what was typed begins a word of the name. */
export function nameMatches(typed: string): (name: string) => boolean {
	const words = folded(typed).split(' ');
	return (name) => {
		const text = foldedName(name);
		return words.every((word) => text.includes(` ${word}`));
	};
}
