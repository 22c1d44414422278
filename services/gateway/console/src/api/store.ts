/* What a person has typed and not yet sent, and what was sent and not yet answered: kept by the browser, by principal,
 * so that neither a reload nor a service that is away loses it. Signing out forgets it. */

const PREFIX = 'pvd';

type Listener = () => void;
const listeners = new Set<Listener>();

export function changed(): void {
	for (const listener of listeners) {
		listener();
	}
}

export function subscribe(listener: Listener): () => void {
	listeners.add(listener);
	window.addEventListener('storage', listener); // other tabs
	return () => {
		listeners.delete(listener);
		window.removeEventListener('storage', listener);
	};
}

function nameOf(principal: string, name: string): string {
	return `${PREFIX}/${principal}/${name}`;
}

export function read<T>(principal: string, name: string): T | undefined {
	const text = localStorage.getItem(nameOf(principal, name));
	return text === null ? undefined : (JSON.parse(text) as T);
}

/* A browser that keeps nothing (private mode, full) is told by the caller's page at once, not when it is too late. */
export function write(principal: string, name: string, value: unknown): boolean {
	try {
		localStorage.setItem(nameOf(principal, name), JSON.stringify(value));
	} catch {
		return false;
	}
	changed();
	return true;
}

export function remove(principal: string, name: string): void {
	localStorage.removeItem(nameOf(principal, name));
	changed();
}

export function names(principal: string, beginning: string): string[] {
	const start = nameOf(principal, beginning);
	return Object.keys(localStorage)
		.filter((key) => key.startsWith(start))
		.map((key) => key.slice(nameOf(principal, '').length))
		.sort();
}

export function forget(principal: string): void {
	for (const name of names(principal, '')) {
		localStorage.removeItem(nameOf(principal, name));
	}
	changed();
}
