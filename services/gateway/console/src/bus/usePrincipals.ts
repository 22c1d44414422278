import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { Principal } from 'pvd/bus/v1/actor_pb.js';
import { BusService } from 'pvd/bus/v1/bus_pb.js';
import { useRows } from '~/api/queries';
import { useMay } from '~/api/session';

/* Everybody of the directory, also those who were. */
export function usePrincipals() {
	const may = useMay();
	return useRows(BusService.method.listPrincipals, { withRevoked: true }, (page) => page.principals, {
		enabled: may(BusService.method.listPrincipals),
	});
}

export type PrincipalState = 'valid' | 'ended' | 'revoked';

export function stateOf({ revoked, validUntil }: Principal): PrincipalState {
	if (revoked) {
		return 'revoked';
	}
	return validUntil && timestampDate(validUntil) <= new Date() ? 'ended' : 'valid';
}
