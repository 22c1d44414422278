/* What is said of a principal, wherever one is shown. */
import { Badge } from '@codegouvfr/react-dsfr/Badge';
import type { Principal, Scope } from 'pvd/bus/v1/actor_pb.js';
import { RoleSchema } from 'pvd/bus/v1/actor_pb.js';
import { BusService } from 'pvd/bus/v1/bus_pb.js';
import type { ReactNode } from 'react';
import { useMay } from '~/api/session';
import { useCommuneName, useDepartements, useEpciName, useRegions, useTerritories } from '~/form/places';
import { address } from '~/paths';
import { enumWord } from '~/words';
import { stateOf } from './usePrincipals';

export function rolesText({ roles }: Pick<Principal, 'roles'>): string {
	return roles.map((role) => enumWord(RoleSchema, role)).join(', ');
}

export function PrincipalBadge({ principal }: { principal: Principal }) {
	switch (stateOf(principal)) {
		case 'revoked':
			return (
				<Badge small severity="error">
					Révoqué
				</Badge>
			);
		case 'ended':
			return (
				<Badge small severity="warning">
					Échu
				</Badge>
			);
		case 'valid':
			return (
				<Badge small severity="success">
					En vigueur
				</Badge>
			);
	}
}

/* Who the directory is for sees more of somebody by a click. */
export function PrincipalName({ id }: { id: string }) {
	const may = useMay();
	return may(BusService.method.listPrincipals) ? <a href={address('principal', { id })}>{id}</a> : id;
}

/* Where somebody's roles hold, in names. */
export function ScopeText({ scope }: { scope: Scope | undefined }) {
	if (!scope) {
		return <>Nulle part en particulier</>;
	}
	const parts: ReactNode[] = [
		scope.nationwide && 'Toute la France',
		scope.departements.length > 0 && <DepartementsText codes={scope.departements} />,
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
function DepartementsText({ codes }: { codes: readonly string[] }) {
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
	return (
		<>
			{codes
				.map((code) => `${departements.find((departement) => departement.code === code)?.name ?? ''} (${code})`.trim())
				.join(', ')}
		</>
	);
}

/* A commune by its INSEE code, an EPCI by its SIREN. */
export function CollectiviteLink({ code }: { code: string }) {
	return code.length === 9 ? <EpciLink siren={code} /> : <CommuneLink code={code} />;
}

function CommuneLink({ code }: { code: string }) {
	const name = useCommuneName(code);
	return <a href={address('commune', { code })}>{name ? `${name} (${code})` : code}</a>;
}

function EpciLink({ siren }: { siren: string }) {
	const name = useEpciName(siren);
	return <a href={address('epci', { siren })}>{name ? `${name} (${siren})` : siren}</a>;
}

export function TerritoryLink({ id }: { id: string }) {
	const name = useTerritories().data?.find((territory) => territory.id === id)?.name;
	return <a href={address('territory', { id })}>{name ?? id}</a>;
}
