/* What is typed into a form and not yet sent; it survives a reload, and goes when it was sent or given up. */
import { useCallback, useState } from 'react';
import { useSession } from './session';
import { read, remove, write } from './store';

/* As long as nothing was typed the form holds what it begins with, also when that changes: what somebody has just saved
 * is what the service says next. */
export function useDraft<T>(form: string, initial: T): [T, (value: T) => void, () => void, boolean] {
	const { principal } = useSession().actor;
	const name = `draft/${form}`;
	const [typed, setTyped] = useState<T | undefined>(() => read<T>(principal, name));
	const set = useCallback(
		(next: T) => {
			setTyped(next);
			write(principal, name, next);
		},
		[principal, name],
	);
	const clear = useCallback(() => {
		remove(principal, name);
		setTyped(undefined);
	}, [principal, name]);
	return [typed ?? initial, set, clear, typed !== undefined];
}
