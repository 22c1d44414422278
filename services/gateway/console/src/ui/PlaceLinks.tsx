/* Places by their names, each leading to its page. */
import { useMemo } from 'react';
import { useCommuneName, useDepartements, useEpciName, useRegions, useTerritories } from '~/form/places';
import { address } from '~/paths';
import { RouteLink } from './RouteLink';
import './places.css';

export function CommuneLink({ code, name }: { code: string; name?: string | undefined }) {
	const known = useCommuneName(name === undefined ? code : '');
	return <RouteLink href={address('commune', { code })}>{name ?? known ?? code}</RouteLink>;
}

export function EpciLink({ siren, name }: { siren: string; name?: string | undefined }) {
	const known = useEpciName(name === undefined ? siren : '');
	return <RouteLink href={address('epci', { siren })}>{name ?? known ?? siren}</RouteLink>;
}

export function TerritoryLink({ id, name }: { id: string; name?: string | undefined }) {
	const known = useTerritories().data?.find((territory) => territory.id === id)?.name;
	return <RouteLink href={address('territory', { id })}>{name ?? known ?? id}</RouteLink>;
}

export function useDepartementText(): (code: string) => string {
	const departements = useDepartements();
	return useMemo(() => {
		const names = new Map(departements.map(({ code, name }) => [code, `${name} (${code})`]));
		return (code) => names.get(code) ?? code;
	}, [departements]);
}

export function Departements({ codes }: { codes: readonly string[] }) {
	const text = useDepartementText();
	return <>{codes.map(text).join(', ')}</>;
}

export function RegionName({ code }: { code: string }) {
	return <>{useRegions().find((region) => region.code === code)?.name ?? code}</>;
}

/* Several, one below the other. */
export function CommuneList({ codes, names = [] }: { codes: readonly string[]; names?: readonly string[] }) {
	return (
		<ul className="pvd-places">
			{codes.map((code, n) => (
				<li key={code}>
					<CommuneLink code={code} name={names[n]} /> <span className="pvd-code">{code}</span>
				</li>
			))}
		</ul>
	);
}

export function EpciList({ sirens }: { sirens: readonly string[] }) {
	return (
		<ul className="pvd-places">
			{sirens.map((siren) => (
				<li key={siren}>
					<EpciLink siren={siren} /> <span className="pvd-code">{siren}</span>
				</li>
			))}
		</ul>
	);
}
