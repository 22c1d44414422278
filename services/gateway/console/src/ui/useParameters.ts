import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/* The address's parameters, and how they are changed. A change begins from the address itself: the router tells of it when
 * the machine has time, and two changes at once would each be made to what was before both. `replaces`: the entry of the
 * browser's history, where it would be one for every key that is pressed. */
export function useParameters(): [
	URLSearchParams,
	(change: (parameters: URLSearchParams) => void, replaces?: boolean) => void,
] {
	const [parameters, setParameters] = useSearchParams();
	const change = useCallback(
		(make: (parameters: URLSearchParams) => void, replaces = false) => {
			const next = new URLSearchParams(window.location.search);
			make(next);
			setParameters(next, { replace: replaces, preventScrollReset: true });
		},
		[setParameters],
	);
	return [parameters, change];
}

/* A parameter that is as by default is left out of the address. */
export function setParameter(parameters: URLSearchParams, name: string, value: string, initial = ''): void {
	if (value === initial) {
		parameters.delete(name);
	} else {
		parameters.set(name, value);
	}
}
