import { useEffect, useRef } from 'react';
import { useNavigationType } from 'react-router';

/* Calls `follow` when a part of the address has become another by back, forward or a link. What replaces an address was told
 * by the page itself, of what may have moved since: the router passes it on when the machine has time. */
export function useArrival(part: unknown, follow: () => void): void {
	const change = useNavigationType();
	const followed = useRef(part);
	useEffect(() => {
		if (part === followed.current) {
			return;
		}
		followed.current = part;
		if (change !== 'REPLACE') {
			follow();
		}
	});
}
