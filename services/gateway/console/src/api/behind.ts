/* Reading behind what one has written: a service that follows another takes its entries in within milliseconds, and a query
 * may wait for that (PVD-At-Least). */
import { refusalOf } from './refusal';

/* Whose journals each service follows, as it says itself (GetStatus) and system/test_console_behind compares: one that does
 * not follow refuses to wait (NOT_FOLLOWED). */
const FOLLOWS: Record<string, readonly string[]> = {
	registry: ['eligibility', 'funding'],
	eligibility: ['registry'],
	funding: ['registry'],
	club: ['registry', 'eligibility', 'funding'],
	gateway: ['bus'],
	bus: [],
};

/* How long a position is worth waiting for: a follower that has not got it by then is in trouble, and its pages show
 * what there is. */
const FRESH_MS = 10_000;
export const WAIT_MS = 2_000;

let written = { position: '', at: 0 };

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
	return isFresh && FOLLOWS[service]?.includes(source(position)) ? position : '';
}

/* Whether a query did not fail by itself but by the position it waited for, and is worth sending without. */
export function failedByWaiting(error: unknown): boolean {
	if (refusalOf(error).reason !== 'POSITION_NOT_REACHED') {
		return false;
	}
	written = { position: '', at: 0 };
	return true;
}
