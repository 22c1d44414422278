/* Reading behind what one has written: a service that follows another takes its entries in within milliseconds, and a query
 * may wait for that (PVD-At-Least). Who follows whom is the services' own knowledge: one that does not follow says so
 * (NOT_FOLLOWED), once. */
import { refusalOf } from './refusal';

/* How long a position is worth waiting for: a follower that has not got it by then is in trouble, and its pages show
 * what there is. */
const FRESH_MS = 10_000;
export const WAIT_MS = 2_000;

let written = { position: '', at: 0 };
const strangers = new Set<string>(); // "club registry": the second does not follow the first

function source(position: string): string {
	return position.split(':')[0] ?? '';
}

/* The position of a command's own entries: "registry:1:42". */
export function wrote(position: string | null): void {
	if (position !== null) {
		written = { position, at: performance.now() };
	}
}

/* What a query of this service is to wait for; '' for nothing. */
export function behind(service: string): string {
	const { position, at } = written;
	const isFresh = position !== '' && performance.now() - at < FRESH_MS;
	return isFresh && source(position) !== service && !strangers.has(`${source(position)} ${service}`) ? position : '';
}

/* Whether a query did not fail by itself but by the position it was to wait for, and is worth sending without. */
export function failedByWaiting(position: string, service: string, error: unknown): boolean {
	const { reason } = refusalOf(error);
	if (reason === 'NOT_FOLLOWED') {
		strangers.add(`${source(position)} ${service}`);
		return true;
	}
	if (reason === 'POSITION_NOT_REACHED') {
		written = { position: '', at: 0 };
		return true;
	}
	return false;
}
