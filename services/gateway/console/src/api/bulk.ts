/* Many commands, one after the other, each through the outbox. The list is kept with the key of each line before the first
 * is sent: after a reload the same keys are sent again, which take effect once. */
import type { DescMessage, DescMethodUnary, JsonValue, MessageInitShape } from '@bufbuild/protobuf';
import { create, toJson } from '@bufbuild/protobuf';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { newKey } from './key';
import { fullName } from './methods';
import type { Outcome } from './outbox';
import { deliver, dismiss, settled, useAttend } from './outbox';
import type { Refusal } from './refusal';
import { isPending } from './refusal';
import { useSession } from './session';
import { read, remove, subscribe, write } from './store';

export type LineState = 'waiting' | 'sent' | 'done' | 'refused' | 'given-up';

export interface Line {
	key: string;
	method: string; // full name
	service: string;
	request: JsonValue;
	title: string; // French: "Avis sur la candidature de Tende"
	state: LineState;
	refusal?: Refusal;
}

interface Batch {
	lines: Line[];
	isStopped: boolean;
}

export interface Bulk {
	lines: readonly Line[]; // none: nothing was begun, or what was is put away
	isStopped: boolean;
	isOver: boolean;
	start: (lines: Line[]) => void;
	stop: () => void; // after the line that is on its way
	resume: () => void;
	clear: () => void;
}

export function bulkLine<I extends DescMessage, O extends DescMessage>(
	method: DescMethodUnary<I, O>,
	request: MessageInitShape<I>,
	title: string,
	service = '',
): Line {
	const json = toJson(method.input, create(method.input, request));
	return { key: newKey(), method: fullName(method), service, request: json, title, state: 'waiting' };
}

/* ---- Doing them */

function isOpen({ state }: Line): boolean {
	return state === 'waiting' || state === 'sent';
}

function note(principal: string, name: string, key: string, state: LineState, refusal?: Refusal): void {
	const batch = read<Batch>(principal, name);
	if (batch) {
		write(principal, name, {
			...batch,
			lines: batch.lines.map((line) => (line.key === key ? { ...line, state, refusal } : line)),
		});
	}
}

async function outcomeOf({ key, method, service, request, title }: Line, form: string): Promise<Outcome | undefined> {
	const outcome = await deliver({ key, method, service, request, title, form, at: Date.now() });
	return 'refusal' in outcome && isPending(outcome.refusal) ? settled(key) : outcome;
}

async function run(principal: string, name: string): Promise<void> {
	for (;;) {
		const batch = read<Batch>(principal, name);
		const line = batch?.lines.find(isOpen);
		if (!batch || !line || batch.isStopped) {
			return;
		}
		note(principal, name, line.key, 'sent');
		const outcome = await outcomeOf(line, name);
		dismiss(line.key);
		if (outcome && 'refusal' in outcome) {
			note(principal, name, line.key, 'refused', outcome.refusal);
		} else {
			note(principal, name, line.key, outcome ? 'done' : 'given-up');
		}
	}
}

const running = new Set<string>();

/* In one tab at a time; another one sees how far it is. */
async function runOnce(principal: string, name: string): Promise<void> {
	const id = `${principal}/${name}`;
	if (running.has(id)) {
		return;
	}
	running.add(id);
	try {
		await (navigator.locks ? navigator.locks.request(`pvd-${id}`, () => run(principal, name)) : run(principal, name));
	} finally {
		running.delete(id);
	}
}

/* ---- Seeing them */

function useText(principal: string, name: string): string {
	return useSyncExternalStore(subscribe, () => JSON.stringify(read<Batch>(principal, name) ?? null));
}

/* What was begun under a name goes on where a page shows it, unless it was stopped. */
export function useBulk(of: string): Bulk {
	const { principal } = useSession().actor;
	const name = `bulk/${of}`;
	useAttend(name);
	const text = useText(principal, name);
	const batch = useMemo(() => JSON.parse(text) as Batch | null, [text]);
	const isStopped = batch?.isStopped ?? false;
	useEffect(() => {
		if (batch && !isStopped) {
			void runOnce(principal, name);
		}
	}, [principal, name, batch === null, isStopped]);
	const setStopped = (stopped: boolean) => batch && write(principal, name, { ...batch, isStopped: stopped });
	return {
		lines: batch?.lines ?? [],
		isStopped,
		isOver: batch !== null && !batch.lines.some(isOpen),
		start: (lines) => {
			if (!write(principal, name, { lines, isStopped: false })) {
				throw new Error('Ce navigateur ne garde rien : autorisez les données de ce site, puis réessayez.');
			}
		},
		stop: () => setStopped(true),
		resume: () => setStopped(false),
		clear: () => remove(principal, name),
	};
}
