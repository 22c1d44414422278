import { PrincipalKindSchema, Role, RoleSchema } from 'pvd/bus/v1/actor_pb.js';
import { useSession } from '~/api/session';
import { Facts } from '~/ui/Facts';
import { ScopeText } from '~/ui/ScopeText';
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
