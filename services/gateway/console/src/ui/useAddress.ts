import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/* A part of what a page shows, in its address: what is shown survives a reload, a bookmark, a mail to a colleague. What is
 * as by default is left out of the address. Typing replaces the entry of the browser's history, choosing adds one. Another part that
 * no longer holds once this one changed is taken out with it: the router does not add up two changes made at once. */
export function useAddress(
	name: string,
	initial = '',
	within = '',
): [string, (value: string, isTyping?: boolean) => void] {
	const [params, setParams] = useSearchParams();
	const set = useCallback(
		(value: string, isTyping = false) => {
			const next = new URLSearchParams(window.location.search); // the router's may be of before
			next.delete(within);
			if (value === initial) {
				next.delete(name);
			} else {
				next.set(name, value);
			}
			setParams(next, { replace: isTyping, preventScrollReset: true });
		},
		[name, initial, within, setParams],
	);
	return [params.get(name) ?? initial, set];
}
