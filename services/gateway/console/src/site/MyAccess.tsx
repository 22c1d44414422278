import type { Scope } from 'pvd/bus/v1/actor_pb.js';
import { PrincipalKindSchema, Role, RoleSchema } from 'pvd/bus/v1/actor_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useAnswer } from '~/api/queries';
import { useSession } from '~/api/session';
import { useCommuneName, useDepartements, useEpciName } from '~/form/places';
import { address } from '~/paths';
import { Facts } from '~/ui/Facts';
import { RouteLink } from '~/ui/RouteLink';
import { enumWord } from '~/words';

export function MyAccess() {
	const { actor } = useSession();
	const roles = actor.roles.filter((role) => role !== Role.PUBLIC);
	return (
		<section aria-labelledby="acces">
			<h2 id="acces">Qui je suis</h2>
			<Facts
				facts={[
					['Identifiant', <code key="id">{actor.principal}</code>],
					['Nature', enumWord(PrincipalKindSchema, actor.kind)],
					[
						'Rôles',
						roles.length > 0
							? roles.map((role) => enumWord(RoleSchema, role)).join(', ')
							: 'aucun : vous voyez ce qui est public',
					],
					['Périmètre', <ScopeText key="scope" scope={actor.scope} />],
				]}
			/>
			<p className="fr-text--sm fr-mt-2w">
				Rôles et périmètre sont donnés par l’exploitant. Hors de votre périmètre, ce qui n’est pas public vous est
				refusé, et le refus le dit.
			</p>
		</section>
	);
}

function ScopeText({ scope }: { scope: Scope | undefined }) {
	const parts = [
		...(scope?.nationwide ? [<li key="nation">la France entière</li>] : []),
		...(scope?.departements ?? []).map((code) => <Departement key={code} code={code} />),
		...(scope?.collectivites ?? []).map((code) =>
			code.length === 9 ? <Epci key={code} siren={code} /> : <Commune key={code} code={code} />,
		),
		...(scope?.territories ?? []).map((id) => <TerritoryName key={id} id={id} />),
		...(scope?.partner ? [<li key="partner">financeur : {scope.partner}</li>] : []),
	];
	return parts.length > 0 ? <ul className="fr-my-0">{parts}</ul> : <>aucun : vos rôles ne s’exercent nulle part</>;
}

function Departement({ code }: { code: string }) {
	const name = useDepartements().find((departement) => departement.code === code)?.name;
	return (
		<li>
			{name ?? 'département'} ({code})
		</li>
	);
}

function Commune({ code }: { code: string }) {
	return (
		<li>
			<RouteLink href={address('commune', { code })}>{useCommuneName(code) ?? 'commune'}</RouteLink> ({code})
		</li>
	);
}

function Epci({ siren }: { siren: string }) {
	return (
		<li>
			<RouteLink href={address('epci', { siren })}>{useEpciName(siren) ?? 'intercommunalité'}</RouteLink> ({siren})
		</li>
	);
}

function TerritoryName({ id }: { id: string }) {
	const name = useAnswer(RegistryService.method.getTerritory, { territoryId: id }).data?.territory?.name;
	return (
		<li>
			<RouteLink href={address('territory', { id })}>{name ?? 'territoire'}</RouteLink>
		</li>
	);
}
