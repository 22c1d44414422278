/* Commands on their way. Each is written down with its idempotency key before it is sent, and stays until a service has
 * answered: where the answer is unknown (a service or the network is away) it is sent again, with the same key, which
 * takes effect once however often it arrives. */
import type { DescMessage, DescMethodUnary, JsonValue, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromJson, toJson } from '@bufbuild/protobuf';
import { Code, createContextValues } from '@connectrpc/connect';
import { useEffect, useSyncExternalStore } from 'react';
import { newKey } from './key';
import { fullName, methodByName } from './methods';
import { queries } from './queries';
import type { Refusal } from './refusal';
import { isPending, isUnknown, refusalOf } from './refusal';
import { loadSession } from './session';
import { changed, names, read, remove, subscribe, write } from './store';
import { KEY, SERVICE, transport } from './transport';

export type Outcome = { answer: JsonValue } | { refusal: Refusal };

export interface Item {
	key: string; // of idempotency; also its name in the store
	method: string; // full name
	service: string; // that is meant, of a method that every service serves; else ''
	request: JsonValue;
	title: string; // French, for whoever waits for it: "Avis sur la candidature de Tende"
	form: string; // which form it came from, so that the form finds it again after a reload
	at: number; // when it was first sent, milliseconds since 1970
	refusal?: Refusal; // of the last try, where the answer is unknown
	outcome?: Outcome; // until somebody has seen it
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
const BOX = 'outbox/';

let principal = '';
const sending = new Map<string, Promise<Outcome>>();
const retries = new Map<string, { timer: number; delay: number }>();

export function items(): Item[] {
	return names(principal, BOX).flatMap((name) => read<Item>(principal, name) ?? []);
}

function keep(item: Item): boolean {
	return write(principal, BOX + item.key, item);
}

export function dismiss(key: string): void {
	remove(principal, BOX + key);
}

/* A person gives up on what may or may not have been done. */
export function abandon(key: string): void {
	window.clearTimeout(retries.get(key)?.timer);
	retries.delete(key);
	dismiss(key);
}

const GIVEN_UP: Refusal = {
	code: Code.Canceled,
	reason: 'GIVEN_UP',
	message: 'Cet acte a été abandonné dans un autre onglet.',
	fields: [],
	legalReference: '',
};

const NOT_KEPT: Refusal = {
	code: Code.FailedPrecondition,
	reason: 'NOT_KEPT',
	message: 'Ce navigateur ne garde rien, et rien n’a été envoyé : autorisez les données de ce site, puis réessayez.',
	fields: [],
	legalReference: '',
};

const UNKNOWN_METHOD: Refusal = {
	code: Code.Unimplemented,
	reason: 'OTHER_RELEASE',
	message: 'Cet acte a été préparé par une autre version de ce site, et n’y existe plus : refaites-le depuis sa page.',
	fields: [],
	legalReference: '',
};

async function attempt(item: Item): Promise<Outcome> {
	const method = methodByName(item.method);
	if (!method) {
		return { refusal: UNKNOWN_METHOD };
	}
	const request = fromJson(method.input, item.request, { ignoreUnknownFields: true });
	const context = createContextValues().set(KEY, item.key).set(SERVICE, item.service);
	try {
		const answer = await transport.unary(method, undefined, undefined, undefined, request, context);
		return { answer: toJson(method.output, answer.message) };
	} catch (error) {
		return { refusal: refusalOf(error) };
	}
}

/* The page may be older than the session: somebody signed in anew, in another tab. Its token is asked for once. */
async function attemptInSession(item: Item): Promise<Outcome> {
	const outcome = await attempt(item);
	if (!('refusal' in outcome) || outcome.refusal.reason !== 'CSRF_TOKEN_WRONG') {
		return outcome;
	}
	const { actor } = await loadSession();
	return actor.principal === principal ? attempt(item) : outcome;
}

function retryLater(item: Item): void {
	const delay = Math.min((retries.get(item.key)?.delay ?? FIRST_RETRY_MS / 2) * 2, LAST_RETRY_MS);
	const timer = window.setTimeout(() => void send(item), delay);
	retries.set(item.key, { timer, delay });
}

/* As another tab may have left it meanwhile: settled, or given up. */
async function tryOnce(item: Item): Promise<Outcome> {
	const kept = read<Item>(principal, BOX + item.key);
	if (kept?.outcome) {
		return kept.outcome;
	}
	return kept ? attemptInSession(item) : { refusal: GIVEN_UP };
}

/* One try at a time, over all tabs of this browser; the service would answer the second one like the first. */
async function tryLocked(item: Item): Promise<Outcome> {
	return navigator.locks ? navigator.locks.request(`pvd-${item.key}`, () => tryOnce(item)) : tryOnce(item);
}

async function settle(item: Item): Promise<Outcome> {
	const outcome = await tryLocked(item);
	if ('refusal' in outcome && outcome.refusal === GIVEN_UP) {
		return outcome;
	}
	if ('refusal' in outcome && isPending(outcome.refusal)) {
		keep({ ...item, refusal: outcome.refusal });
		if (isUnknown(outcome.refusal)) {
			retryLater(item);
		}
		return outcome;
	}
	retries.delete(item.key);
	void queries.invalidateQueries();
	keep({ ...item, outcome }); // until a page, this one or the next, has shown it
	return outcome;
}

function send(item: Item): Promise<Outcome> {
	const underway = sending.get(item.key) ?? settle(item).finally(() => sending.delete(item.key));
	sending.set(item.key, underway);
	return underway;
}

/* At once; and soon again, however long there was no network: its first moments may carry nothing yet. */
export function resend(): void {
	for (const item of items().filter((waiting) => !waiting.outcome)) {
		window.clearTimeout(retries.get(item.key)?.timer);
		retries.delete(item.key);
		void send(item);
	}
}

/* Whose commands these are; what an earlier page had not been answered is sent again. */
export function openOutbox(of: string): void {
	if (principal === of) {
		return;
	}
	principal = of;
	resend();
	window.addEventListener('online', resend);
}

/* Keeps a command, then sends it; one of a key that was sent before is the same command. */
export async function deliver(item: Item): Promise<Outcome> {
	return keep(item) ? send(item) : { refusal: NOT_KEPT };
}

/* Sends a command. The outcome is that of the first try: what stays without an answer goes on by itself. */
export async function post<I extends DescMessage, O extends DescMessage>(
	method: DescMethodUnary<I, O>,
	request: MessageInitShape<I>,
	{ title, form = '', service = '' }: { title: string; form?: string; service?: string },
): Promise<{ item: Item; answer?: MessageShape<O>; refusal?: Refusal }> {
	const item: Item = {
		key: newKey(),
		method: fullName(method),
		service,
		request: toJson(method.input, create(method.input, request)),
		title,
		form,
		at: Date.now(),
	};
	const outcome = await deliver(item);
	return 'answer' in outcome ? { item, answer: fromJson(method.output, outcome.answer) } : { item, ...outcome };
}

/* Waits for what was sent without an answer; undefined: somebody gave it up. */
export function settled(key: string): Promise<Outcome | undefined> {
	return new Promise((resolve) => {
		const look = () => {
			const item = read<Item>(principal, BOX + key);
			if (item && !item.outcome) {
				return;
			}
			unsubscribe();
			resolve(item?.outcome as Outcome | undefined);
		};
		const unsubscribe = subscribe(look);
		look();
	});
}

let snapshot: Item[] = [];
let snapshotText = '';

/* The same array while nothing has changed, as React wants it. */
function current(): Item[] {
	const now = items();
	const text = JSON.stringify(now) + [...attended].join();
	if (text !== snapshotText) {
		snapshot = now;
		snapshotText = text;
	}
	return snapshot;
}

export function useOutbox(): Item[] {
	return useSyncExternalStore(subscribe, current);
}

/* Forms that are there to show what becomes of their own acts; those of others are told on every page. */
const attended = new Map<string, number>();

export function useAttend(form: string): void {
	useEffect(() => {
		attended.set(form, (attended.get(form) ?? 0) + 1);
		changed();
		return () => {
			attended.set(form, (attended.get(form) ?? 1) - 1);
			changed();
		};
	}, [form]);
}

export function isAttended(item: Item): boolean {
	return (attended.get(item.form) ?? 0) > 0;
}
