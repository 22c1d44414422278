/* Who is signed in: what the gateway says of the cookie that it alone reads. */

import type { DescMethod, JsonValue } from '@bufbuild/protobuf';
import { fromJson } from '@bufbuild/protobuf';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import type { Actor } from 'pvd/bus/v1/actor_pb.js';
import { ActorSchema, Role } from 'pvd/bus/v1/actor_pb.js';
import { mayCall } from './methods';

export interface Session {
	signedIn: boolean;
	actor: Actor;
}

/* Proves that a page of this site sends a request: only such a page can read it (routes.c). */
let csrfToken = '';

export function csrf(): string {
	return csrfToken;
}

export async function loadSession(): Promise<Session> {
	const answer = await fetch('/api/session', { headers: { Accept: 'application/json' } });
	if (!answer.ok) {
		throw new Error(`/api/session: ${answer.status}`);
	}
	const body = (await answer.json()) as { signedIn: boolean; csrfToken?: string; actor: JsonValue };
	csrfToken = body.csrfToken ?? '';
	return { signedIn: body.signedIn, actor: fromJson(ActorSchema, body.actor, { ignoreUnknownFields: true }) };
}

export const sessionQuery = queryOptions({
	queryKey: ['session'],
	queryFn: loadSession,
	staleTime: 60_000,
	retry: true,
});

export function useSession(): Session {
	return useSuspenseQuery(sessionQuery).data;
}

export function useMay(): (method: DescMethod) => boolean {
	const { actor } = useSession();
	return (method) => mayCall(actor, method);
}

export function useHasRole(): (...roles: Role[]) => boolean {
	const { actor } = useSession();
	return (...roles) => roles.some((role) => role === Role.PUBLIC || actor.roles.includes(role));
}

/* Its answer comes with a cookie that takes the session's away. */
export async function signOut(): Promise<void> {
	await fetch('/api/session', { method: 'DELETE', headers: { 'X-CSRF-Token': csrf() } });
}
