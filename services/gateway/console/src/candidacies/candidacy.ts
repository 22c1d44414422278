/* What one may say of a candidacy, and do to it. The rules are the registry's; pages leave out what it would refuse. */
import type { Actor } from 'pvd/bus/v1/actor_pb.js';
import type { Candidacy } from 'pvd/registry/v1/candidacy_pb.js';
import { CandidacyStatus } from 'pvd/registry/v1/candidacy_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { mayCall } from '~/api/methods';
import { covers } from '~/api/scope';

const { giveOpinion, withdrawCandidacy, refuseCandidacy, grantLabel, proposeSelection } = RegistryService.method;

export type Act =
	| typeof giveOpinion
	| typeof withdrawCandidacy
	| typeof refuseCandidacy
	| typeof grantLabel
	| typeof proposeSelection;

export function isOpen({ status }: Candidacy): boolean {
	return (
		status === CandidacyStatus.SUBMITTED ||
		status === CandidacyStatus.OPINION_GIVEN ||
		status === CandidacyStatus.PROPOSED
	);
}

/* "Saint-Béat-Lez, Aspet et Salies-du-Salat" */
export function titleOf({ communeCodes, communeNames }: Candidacy): string {
	const names = communeCodes.map((code, n) => communeNames[n] ?? code);
	const last = names.pop() ?? '';
	return names.length === 0 ? last : `${names.join(', ')} et ${last}`;
}

/* Which acts a candidacy is ready for, whoever does them. */
const READY: Record<string, (candidacy: Candidacy) => boolean> = {
	GiveOpinion: ({ status }) => status === CandidacyStatus.SUBMITTED || status === CandidacyStatus.OPINION_GIVEN,
	ProposeSelection: ({ status }) => status === CandidacyStatus.OPINION_GIVEN,
	GrantLabel: ({ status }) => status === CandidacyStatus.PROPOSED,
	RefuseCandidacy: ({ status }) => status === CandidacyStatus.OPINION_GIVEN || status === CandidacyStatus.PROPOSED,
	WithdrawCandidacy: isOpen,
};

export function mayDo(actor: Actor, candidacy: Candidacy, act: Act): boolean {
	// The opinion is that of the préfecture that coordinates, not of each one concerned.
	const subject = act === giveOpinion ? { departementCodes: [candidacy.coordinatingDepartementCode] } : candidacy;
	return mayCall(actor, act) && covers(actor, subject) && (READY[act.name]?.(candidacy) ?? false);
}
