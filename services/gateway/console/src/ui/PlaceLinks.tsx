/* Places by their names, each leading to its page. */
import { useMemo } from 'react';
import { useCommuneName, useDepartements, useEpciName, useRegions, useTerritoryName } from '~/form/places';
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

/* The digits of a SIREN; a commune's code has five characters. */
const SIREN_LENGTH = 9;

function isEpci(code: string): boolean {
	return code.length === SIREN_LENGTH;
}

/* A commune by its INSEE code, or an EPCI by its SIREN. */
export function CollectiviteName({ code }: { code: string }) {
	const commune = useCommuneName(isEpci(code) ? '' : code);
	const epci = useEpciName(isEpci(code) ? code : '');
	return <>{commune ?? epci ?? code}</>;
}

export function CollectiviteLink({ code }: { code: string }) {
	return (
		<>
			{isEpci(code) ? <EpciLink siren={code} /> : <CommuneLink code={code} />} <span className="pvd-code">{code}</span>
		</>
	);
}

export function TerritoryLink({ id, name }: { id: string; name?: string | undefined }) {
	const known = useTerritoryName(name === undefined ? id : '');
	return <RouteLink href={address('territory', { id })}>{name ?? known ?? id}</RouteLink>;
}

/* "Seine-et-Marne (77)"; the code alone until the name is there. */
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

export function useRegionName(code: string): string {
	return useRegions().find((region) => region.code === code)?.name ?? code;
}

export function RegionName({ code }: { code: string }) {
	return <>{useRegionName(code)}</>;
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
