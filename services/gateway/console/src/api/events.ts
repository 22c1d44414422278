/* What happens, as it happens: the journals of services as server-sent events. A tab that is not seen does not listen
 * (browsers grant a site few connections); when it is seen again it goes on from where it was, and asks anew. */
import type { JsonValue } from '@bufbuild/protobuf';
import { fromJson } from '@bufbuild/protobuf';
import type { EntryHeader } from 'pvd/bus/v1/journal_pb.js';
import { EntryHeaderSchema } from 'pvd/bus/v1/journal_pb.js';
import { useEffect, useRef, useState } from 'react';
import { queries } from './queries';
import { useSession } from './session';

export interface Entry {
	id: string;
	service: string;
	header: EntryHeader;
	event: JsonValue;
}

export type StreamState = 'closed' | 'opening' | 'open' | 'refused';

/* After an answer that a browser takes for final: the gateway is there, what it asks is not. */
const REOPEN_MS = 5_000;

export interface Filter {
	departement?: string;
	type?: string; // full name of an event; none: all
	after?: string; // an id, or "0" for the beginning; none: from now on
}

function url(service: string, filter: Filter, last: string): string {
	const query = new URLSearchParams({ service });
	const after = last || filter.after;
	if (after) {
		query.set('after', after);
	}
	if (filter.departement) {
		query.append('departement', filter.departement);
	}
	if (filter.type) {
		query.append('type', filter.type);
	}
	return `/api/events?${query}`;
}

function entryOf(service: string, message: MessageEvent<string>): Entry | null {
	if (message.data === '') {
		return null; // the position alone has moved
	}
	const body = JSON.parse(message.data) as { header: JsonValue; event: JsonValue };
	const header = fromJson(EntryHeaderSchema, body.header, { ignoreUnknownFields: true });
	return { id: message.lastEventId, service, header, event: body.event };
}

/* Listens to a service's journal while the page is seen; the state of the stream. Nobody signed in: it stays closed. */
export function useEvents(service: string, onEntry: (entry: Entry) => void, filter: Filter = {}): StreamState {
	const { signedIn } = useSession();
	const [state, setState] = useState<StreamState>('closed');
	const heard = useRef(onEntry);
	heard.current = onEntry;
	const { departement = '', type = '', after = '' } = filter;

	useEffect(() => {
		if (!signedIn) {
			return;
		}
		let source: EventSource | null = null;
		let last = '';
		let timer = 0;
		const close = () => {
			window.clearTimeout(timer);
			source?.close();
			source = null;
		};
		const open = () => {
			close();
			setState('opening');
			source = new EventSource(url(service, { departement, type, after }, last));
			source.onopen = () => setState('open');
			source.onerror = () => {
				setState('opening');
				if (source?.readyState === EventSource.CLOSED) {
					timer = window.setTimeout(open, REOPEN_MS);
				}
			};
			source.onmessage = (message: MessageEvent<string>) => {
				last = message.lastEventId;
				const entry = entryOf(service, message);
				if (entry) {
					heard.current(entry);
				}
			};
			source.addEventListener('refused', () => {
				setState('refused');
				close();
			});
		};
		const onVisibility = () => {
			if (document.visibilityState === 'visible') {
				open();
			} else {
				close();
			}
		};
		onVisibility();
		document.addEventListener('visibilitychange', onVisibility);
		return () => {
			document.removeEventListener('visibilitychange', onVisibility);
			close();
		};
	}, [service, departement, type, after, signedIn]);

	return signedIn ? state : 'closed';
}

/* Keeps what a page shows of a service up to date: each entry has its answers asked again, at most four times a second,
 * as a burst of entries is one change to whoever looks. */
export function useLive(service: string, filter: Filter = {}): StreamState {
	const timer = useRef(0);
	useEffect(() => () => window.clearTimeout(timer.current), []);
	return useEvents(
		service,
		() => {
			timer.current ||= window.setTimeout(() => {
				timer.current = 0;
				void queries.invalidateQueries({ queryKey: [service] });
			}, 250);
		},
		filter,
	);
}
