import type { Sorting } from './LongTable';
import { useAddress } from './useAddress';

/* The order of a table, in the page's address: "name", or "-score" downwards. */
export function useSorting(initial: string): [Sorting, (sorting: Sorting) => void] {
	const [text, setText] = useAddress('tri', initial);
	const isDown = text.startsWith('-');
	const set = ({ column, isDown: down }: Sorting) => setText(down ? `-${column}` : column);
	return [{ column: isDown ? text.slice(1) : text, isDown }, set];
}
