/* Weights in whole percents that always make 100. */

const WHOLE = 100;

/* `total` shared out in the proportions of `parts`, in integers: what rounding leaves goes to the largest remainders. All
 * parts 0: equally. */
function shared(total: number, parts: readonly number[]): number[] {
	const sum = parts.reduce((all, part) => all + part, 0);
	const exact = parts.map((part) => (total * (sum > 0 ? part : 1)) / (sum > 0 ? sum : parts.length));
	const shares = exact.map(Math.floor);
	const left = total - shares.reduce((all, share) => all + share, 0);
	const byRemainder = exact
		.map((value, n) => ({ n, remainder: value - Math.floor(value) }))
		.sort((one, other) => other.remainder - one.remainder || one.n - other.n);
	for (const { n } of byRemainder.slice(0, left)) {
		shares[n] = (shares[n] ?? 0) + 1;
	}
	return shares;
}

export function rounded(weights: readonly number[]): number[] {
	return shared(WHOLE, weights);
}

/* One line's weight changed: the others that are not locked share the rest as they shared it before. */
export function reweighed(
	weights: readonly number[],
	locked: readonly number[],
	line: number,
	wanted: number,
): number[] {
	const isFree = (n: number) => n !== line && !locked.includes(n);
	const held = weights.reduce((sum, weight, n) => sum + (n !== line && locked.includes(n) ? weight : 0), 0);
	const free = weights.flatMap((_, n) => (isFree(n) ? [n] : []));
	const most = WHOLE - held;
	const value = free.length === 0 ? most : Math.max(0, Math.min(most, wanted));
	const shares = shared(
		most - value,
		free.map((n) => weights[n] ?? 0),
	);
	return weights.map((weight, n) => (n === line ? value : isFree(n) ? (shares[free.indexOf(n)] ?? 0) : weight));
}
