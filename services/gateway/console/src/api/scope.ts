/* Where somebody's roles hold. The services decide; pages only leave out what they would refuse. */
import type { Actor } from 'pvd/bus/v1/actor_pb.js';
import { useSession } from './session';

/* What an act is about: a candidacy, a territory, an application. */
export interface Subject {
	departementCodes: readonly string[];
	communeCodes?: readonly string[];
	epciSirens?: readonly string[];
	territoryId?: string;
}

export function covers({ scope }: Actor, subject: Subject): boolean {
	if (!scope) {
		return false;
	}
	const { departementCodes, communeCodes = [], epciSirens = [], territoryId = '' } = subject;
	return (
		scope.nationwide ||
		scope.departements.some((code) => departementCodes.includes(code)) ||
		scope.collectivites.some((code) => communeCodes.includes(code) || epciSirens.includes(code)) ||
		scope.territories.includes(territoryId)
	);
}

export function useCovers(): (subject: Subject) => boolean {
	const { actor } = useSession();
	return (subject) => covers(actor, subject);
}
