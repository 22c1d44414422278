/* What is typed into a form and not yet sent; it survives a reload, and goes when it was sent or given up. */
import { useCallback, useState } from 'react';
import { useSession } from './session';
import { read, remove, write } from './store';

export function useDraft<T>(form: string, initial: T): [T, (value: T) => void, () => void, boolean] {
	const { principal } = useSession().actor;
	const name = `draft/${form}`;
	const [value, setValue] = useState<T>(() => read<T>(principal, name) ?? initial);
	const [isKept, setIsKept] = useState(() => read<T>(principal, name) !== undefined);
	const set = useCallback(
		(next: T) => {
			setValue(next);
			setIsKept(write(principal, name, next));
		},
		[principal, name],
	);
	const clear = useCallback(() => {
		remove(principal, name);
		setValue(initial);
		setIsKept(false);
	}, [principal, name, initial]);
	return [value, set, clear, isKept];
}
