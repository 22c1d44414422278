/* One command after the other, each on its own: what one is refused does not stop the others. */
import type { DescMessage, DescMethodUnary, MessageInitShape } from '@bufbuild/protobuf';
import { useState } from 'react';
import { dismiss, post } from '~/api/outbox';
import type { Refusal } from '~/api/refusal';
import { isUnknown } from '~/api/refusal';

export type Result = { state: 'sending' | 'done' | 'waiting' } | { state: 'refused'; refusal: Refusal };

export interface Act<I extends DescMessage> {
	key: string; // of its line
	title: string;
	request: MessageInitShape<I>;
}

export interface BulkState {
	results: ReadonlyMap<string, Result>;
	done: number;
	count: number; // 0: nothing was sent yet
	isRunning: boolean;
}

const NOTHING: BulkState = { results: new Map(), done: 0, count: 0, isRunning: false };

async function resultOf<I extends DescMessage, O extends DescMessage>(method: DescMethodUnary<I, O>, { title, request }: Act<I>): Promise<Result> {
	const { item, refusal } = await post(method, request, { title });
	if (refusal && isUnknown(refusal)) {
		return { state: 'waiting' }; // the outbox sends it again, and tells
	}
	dismiss(item.key);
	return refusal ? { state: 'refused', refusal } : { state: 'done' };
}

export function useBulk<I extends DescMessage, O extends DescMessage>(method: DescMethodUnary<I, O>): [BulkState, (acts: readonly Act<I>[]) => Promise<void>] {
	const [state, setState] = useState(NOTHING);
	const run = async (acts: readonly Act<I>[]) => {
		const results = new Map<string, Result>();
		const show = (done: number) => setState({ results: new Map(results), done, count: acts.length, isRunning: done < acts.length });
		for (const [done, act] of acts.entries()) {
			results.set(act.key, { state: 'sending' });
			show(done);
			results.set(act.key, await resultOf(method, act));
		}
		show(acts.length);
	};
	return [state, run];
}

/* The lines of a list while acts are done on them: one that was done stays, where it was, with its answer, though the list
 * has it no more. */
export function useKept<Line>(lines: readonly Line[], keyOf: (line: Line) => string, { results }: BulkState): { shown: Line[]; isOver: (line: Line) => boolean } {
	const [known, setKnown] = useState<readonly Line[]>(lines);
	const now = new Map(lines.map((line) => [keyOf(line), line]));
	const before = new Set(known.map(keyOf));
	const fresh = lines.filter((line) => !before.has(keyOf(line)));
	if (fresh.length > 0) {
		setKnown([...known, ...fresh]);
	}
	const shown = [...known, ...fresh].flatMap((line) => now.get(keyOf(line)) ?? (results.has(keyOf(line)) ? line : []));
	return { shown, isOver: (line) => !now.has(keyOf(line)) };
}
