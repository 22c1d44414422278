import type { Scope } from 'pvd/bus/v1/actor_pb.js';
import type { ReactNode } from 'react';
import { useDepartements, useRegions } from '~/form/places';
import { CollectiviteLink, Departements, TerritoryLink } from './PlaceLinks';

/* Where somebody's roles hold, in names. */
export function ScopeText({ scope }: { scope: Scope | undefined }) {
	if (!scope) {
		return <>Nulle part en particulier</>;
	}
	const parts: ReactNode[] = [
		scope.nationwide && 'Toute la France',
		scope.departements.length > 0 && <RegionOrDepartements codes={scope.departements} />,
		...scope.collectivites.map((code) => <CollectiviteLink code={code} />),
		...scope.territories.map((id) => <TerritoryLink id={id} />),
		scope.partner !== '' && `Financeur : ${scope.partner}`,
	].filter((part) => part !== false);
	if (parts.length === 0) {
		return <>Nulle part en particulier</>;
	}
	return (
		<span>
			{parts.map((part, n) => (
				<span key={n}>
					{n > 0 && ', '}
					{part}
				</span>
			))}
		</span>
	);
}

/* A région that is named whole is called by its name. */
function RegionOrDepartements({ codes }: { codes: readonly string[] }) {
	const departements = useDepartements();
	const regions = useRegions();
	const region = regions.find(({ code }) => {
		const own = departements.filter((departement) => departement.regionCode === code && departement.endedCogYear === 0);
		return (
			own.length > 1 && own.length === codes.length && own.every((departement) => codes.includes(departement.code))
		);
	});
	if (region) {
		return <>Région {region.name}</>;
	}
	return <Departements codes={codes} />;
}
