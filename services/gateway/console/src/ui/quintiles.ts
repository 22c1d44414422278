/* Values in at most five classes of about as many each, whatever their sign; the same value never falls into two. */

export const CLASSES_MAX = 5;

export interface ValueClass {
	from: number;
	to: number;
}

export function quintiles(values: readonly number[]): ValueClass[] {
	const sorted = [...values].sort((one, other) => one - other);
	const distinct = [...new Set(sorted)];
	if (distinct.length <= CLASSES_MAX) {
		return distinct.map((value) => ({ from: value, to: value }));
	}
	const starts = Array.from(
		{ length: CLASSES_MAX },
		(_, n) => sorted[Math.floor((n * sorted.length) / CLASSES_MAX)] ?? 0,
	);
	return [...new Set(starts)].map((from, n, all) => {
		const next = all[n + 1] ?? Infinity;
		return { from, to: sorted.findLast((value) => value < next) ?? from };
	});
}

/* From 1; 0: none of them. */
export function classOf(value: number, classes: readonly ValueClass[]): number {
	return classes.findLastIndex(({ from }) => value >= from) + 1;
}

/* The lowest that at least half do not exceed, as the service tells it of scores. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((one, other) => one - other);
	return sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
}
