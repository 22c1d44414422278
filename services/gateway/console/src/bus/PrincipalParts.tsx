/* What is said of a principal, wherever one is shown. */
import { Badge } from '@codegouvfr/react-dsfr/Badge';
import type { Principal } from 'pvd/bus/v1/actor_pb.js';
import { RoleSchema } from 'pvd/bus/v1/actor_pb.js';
import { BusService } from 'pvd/bus/v1/bus_pb.js';
import { useMay } from '~/api/session';
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
