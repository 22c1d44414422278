import { useState } from 'react';
import { useArrival } from './useArrival';

/* What is typed into a field that an address keeps (`useAddress`): shown at once, while the address, and what follows from
 * it, come when there is time. A field that showed its address would lose what is typed faster than a page is drawn. */
export function useTyped(
	value: string,
	tell: (value: string, isTyping: boolean) => void,
): [string, (value: string) => void] {
	const [typed, setTyped] = useState(value);
	useArrival(value, () => setTyped(value));
	const type = (next: string) => {
		setTyped(next);
		tell(next, true);
	};
	return [typed, type];
}
