import { useEffect, useState } from 'react';

export interface Sample<T> {
	at: number; // milliseconds since 1970
	value: T;
}

const KEPT = 150; // five minutes of what is asked every two seconds

/* What was measured lately: each new measure is kept, the oldest go. */
export function useSamples<T>(at: number, value: T | undefined): Sample<T>[] {
	const [samples, setSamples] = useState<Sample<T>[]>([]);
	useEffect(() => {
		if (value !== undefined) {
			setSamples((before) => (before.at(-1)?.at === at ? before : [...before, { at, value }].slice(-KEPT)));
		}
	}, [at]);
	return samples;
}
