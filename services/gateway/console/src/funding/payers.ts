/* Who acts for a payer (services/funding/payer.c): the ANCT for any, a préfecture for the State's, a partner for its own. */
import type { Actor } from 'pvd/bus/v1/actor_pb.js';
import { Role } from 'pvd/bus/v1/actor_pb.js';
import type { Audience } from '~/api/upload';

const STATE = ['etat', 'anct'];

export function isState(payer: string): boolean {
	return STATE.includes(payer);
}

export function actsFor(actor: Actor, payer: string): boolean {
	if (actor.roles.includes(Role.ANCT)) {
		return true;
	}
	if (actor.roles.includes(Role.PREFECTURE) && isState(payer)) {
		return true;
	}
	return actor.roles.includes(Role.PARTNER) && actor.scope?.partner === payer;
}

/* Who reads the documents of an application: its préfectures, its beneficiary, its payers. */
export function audienceOf(
	departementCodes: readonly string[],
	beneficiaryCode: string,
	payers: readonly string[],
): Audience {
	return {
		departementCodes: [...departementCodes],
		collectiviteCodes: [beneficiaryCode],
		partnerIds: payers.filter((payer) => !isState(payer)),
	};
}
