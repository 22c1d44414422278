/* Who acts for a payer (services/funding/payer.c): the ANCT for any, a préfecture for the State's, a partner for its own. */
import type { Actor } from 'pvd/bus/v1/actor_pb.js';
import { Role } from 'pvd/bus/v1/actor_pb.js';

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
