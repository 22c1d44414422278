/* How the console calls the services: Connect, over the gateway. Queries are GETs; commands carry their idempotency key
 * and the token of this session. Who has written somewhere reads behind it everywhere: the position of the last
 * command goes with the queries that follow (PVD-At-Least). */
import type { Interceptor } from '@connectrpc/connect';
import { createContextKey } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { isQuery, serviceName } from './methods';
import { csrf } from './session';

/* Of a command: its key. Of a call of a method that every service serves: which one is meant. */
export const KEY = createContextKey('', { description: 'idempotency key' });
export const SERVICE = createContextKey('', { description: 'service that is meant' });

/* How long a position is worth waiting for: followers take entries in within milliseconds, or are in trouble, and then
 * pages show what there is. */
const BEHIND_MS = 10_000;

let written = { position: '', at: 0 };

function isFresh(): boolean {
	return written.position !== '' && performance.now() - written.at < BEHIND_MS;
}

const headers: Interceptor = (next) => async (request) => {
	const service = request.contextValues.get(SERVICE);
	if (service !== '') {
		request.header.set('PVD-Service', service);
	}
	if (isQuery(request.method)) {
		const target = service || serviceName(request.service);
		if (isFresh() && !written.position.startsWith(`${target}:`)) {
			request.header.set('PVD-At-Least', written.position);
		}
		return next(request);
	}
	request.header.set('Idempotency-Key', request.contextValues.get(KEY));
	request.header.set('X-CSRF-Token', csrf());
	const response = await next(request);
	const position = response.header.get('PVD-Position');
	if (position !== null) {
		written = { position, at: performance.now() };
	}
	return response;
};

export const transport = createConnectTransport({
	baseUrl: '/api',
	useBinaryFormat: false,
	useHttpGet: true,
	defaultTimeoutMs: 20_000,
	interceptors: [headers],
});
