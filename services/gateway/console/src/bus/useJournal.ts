import { useCallback, useEffect, useRef, useState } from 'react';
import type { Entry, Filter, StreamState } from '~/api/events';
import { useEvents } from '~/api/events';

export const KEPT = 1_000; // entries; older ones are let go
const SHOW_MS = 250; // a burst is drawn once, not entry by entry

interface Journal {
	entries: readonly Entry[]; // the newest first
	waiting: number; // came while it was paused
	state: StreamState;
}

/* A journal as it grows. While it is paused what comes is kept aside, and shown when it goes on. */
export function useJournal(service: string, filter: Filter, isPaused: boolean): Journal {
	const [entries, setEntries] = useState<readonly Entry[]>([]);
	const [waiting, setWaiting] = useState(0);
	const fresh = useRef<Entry[]>([]);
	const timer = useRef(0);
	const paused = useRef(isPaused);

	const show = useCallback(() => {
		timer.current = 0;
		setWaiting(paused.current ? fresh.current.length : 0);
		if (paused.current || fresh.current.length === 0) {
			return;
		}
		const came = fresh.current.reverse();
		fresh.current = [];
		setEntries((before) => [...came, ...before].slice(0, KEPT));
	}, []);

	const state = useEvents(
		service,
		(entry) => {
			fresh.current = [...fresh.current.slice(1 - KEPT), entry];
			timer.current ||= window.setTimeout(show, SHOW_MS);
		},
		filter,
	);

	useEffect(() => {
		paused.current = isPaused;
		show();
	}, [isPaused, show]);
	useEffect(() => () => window.clearTimeout(timer.current), []);

	return { entries, waiting, state };
}
