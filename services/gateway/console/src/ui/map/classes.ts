/* Into which colours the values of a map fall. */

export interface Class {
	from: number;
	to: number;
}

const CLASSES_MAX = 5;

/* Classes of about as many values each; zero is none of them, and the same value never falls into two. */
export function classesOf(values: readonly number[]): Class[] {
	const sorted = values.filter((value) => value > 0).sort((one, other) => one - other);
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

/* From 0, which is nothing, to 5, the darkest: few classes are spread over the same range. */
export function shadeOf(value: number, classes: readonly Class[]): number {
	const index = classes.findLastIndex(({ from }) => value >= from);
	return value <= 0 || index < 0 ? 0 : shadeOfClass(index, classes.length);
}

export function shadeOfClass(index: number, count: number): number {
	return count === 1 ? 3 : 1 + Math.round((index * (CLASSES_MAX - 1)) / (count - 1));
}
