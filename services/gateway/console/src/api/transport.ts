/* How the console calls the services: Connect, over the gateway. Queries are GETs; commands carry their idempotency key
 * and the token of this session. */
import type { Interceptor } from '@connectrpc/connect';
import { createContextKey } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { behind, failedByWaiting, WAIT_MS, wrote } from './behind';
import { isQuery, serviceName } from './methods';
import { csrf } from './session';

/* Of a command: its key. Of a call of a method that every service serves: which one is meant. */
export const KEY = createContextKey('', { description: 'idempotency key' });
export const SERVICE = createContextKey('', { description: 'service that is meant' });

const forQueries: Interceptor = (next) => async (request) => {
	if (!isQuery(request.method)) {
		return next(request);
	}
	const service = request.contextValues.get(SERVICE) || serviceName(request.service);
	const position = behind(service);
	if (position === '') {
		return next(request);
	}
	const without = new Headers(request.header);
	request.header.set('PVD-At-Least', position);
	request.header.set('Connect-Timeout-Ms', String(WAIT_MS));
	try {
		return await next(request);
	} catch (error) {
		if (!failedByWaiting(error)) {
			throw error;
		}
		return next({ ...request, header: without });
	}
};

const forCommands: Interceptor = (next) => async (request) => {
	if (isQuery(request.method)) {
		return next(request);
	}
	request.header.set('Idempotency-Key', request.contextValues.get(KEY));
	request.header.set('X-CSRF-Token', csrf());
	const response = await next(request);
	wrote(response.header.get('PVD-Position'));
	return response;
};

const forAll: Interceptor = (next) => (request) => {
	const service = request.contextValues.get(SERVICE);
	if (service !== '') {
		request.header.set('PVD-Service', service);
	}
	return next(request);
};

export const transport = createConnectTransport({
	baseUrl: '/api',
	useBinaryFormat: true,
	useHttpGet: true,
	defaultTimeoutMs: 20_000,
	// Nothing here is cached, and browsers have requests of one address wait for each other in case it were: the status of
	// one service that hangs would keep those of all others.
	fetch: (input, init) => fetch(input, { ...init, cache: 'no-store' }),
	interceptors: [forAll, forQueries, forCommands],
});
