import { useCallback } from 'react';
import { setParameter, useParameters } from './useParameters';

/* A part of what a page shows, in its address: what is shown survives a reload, a bookmark, a mail to a colleague. Typing
 * replaces the entry of the browser's history, choosing adds one. Another part that no longer holds once this one changed is
 * taken out with it. */
export function useAddress(
	name: string,
	initial = '',
	within = '',
): [string, (value: string, isTyping?: boolean) => void] {
	const [parameters, change] = useParameters();
	const set = useCallback(
		(value: string, isTyping = false) =>
			change((next) => {
				next.delete(within);
				setParameter(next, name, value, initial);
			}, isTyping),
		[name, initial, within, change],
	);
	return [parameters.get(name) ?? initial, set];
}
