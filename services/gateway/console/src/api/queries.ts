/* Queries as pages use them. Answers are kept while a page is shown, asked again when the window comes back, and when an
 * event says that something has changed (events.ts). */
import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, toJsonString } from '@bufbuild/protobuf';
import { createContextValues } from '@connectrpc/connect';
import type { UseQueryResult } from '@tanstack/react-query';
import { keepPreviousData, QueryCache, QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { fullName } from './methods';
import { isSignInNeeded, isUnknown, refusalOf } from './refusal';
import { SERVICE, transport } from './transport';

export const queries: QueryClient = new QueryClient({
	// A session that has ended shows at the first refusal: the menu is then that of who is not signed in.
	queryCache: new QueryCache({
		onError: (error) => {
			if (isSignInNeeded(refusalOf(error))) {
				void queries.invalidateQueries({ queryKey: ['session'] });
			}
		},
	}),
	defaultOptions: {
		queries: {
			staleTime: 5_000,
			refetchOnWindowFocus: true,
			networkMode: 'always', // the service may well be on this machine
			// Whoever has been refused is refused again; who was not answered may be.
			retry: (count, error) => isUnknown(refusalOf(error)) && count < 3,
			retryDelay: (count) => Math.min(500 * 2 ** count, 5_000),
		},
	},
});

export interface CallOptions {
	service?: string; // of a method that every service serves
	signal?: AbortSignal;
	timeoutMs?: number; // of what takes long
}

export async function call<I extends DescMessage, O extends DescMessage>(
	method: DescMethodUnary<I, O>,
	request: MessageInitShape<I>,
	{ service = '', signal, timeoutMs }: CallOptions = {},
): Promise<MessageShape<O>> {
	const answer = await transport.unary(
		method,
		signal,
		timeoutMs,
		undefined,
		request,
		createContextValues().set(SERVICE, service),
	);
	return answer.message;
}

/* Keys begin with the package, so that what an event of "registry" may have changed is asked again at once. */
export function answerQuery<I extends DescMessage, O extends DescMessage>(
	method: DescMethodUnary<I, O>,
	request: MessageInitShape<I>,
	service = '',
) {
	return queryOptions({
		queryKey: [
			service || (method.parent.typeName.split('.')[1] ?? ''),
			fullName(method),
			toJsonString(method.input, create(method.input, request)),
		],
		queryFn: ({ signal }) => call(method, request, { service, signal }),
	});
}

export interface AnswerOptions {
	enabled?: boolean;
	service?: string;
	staleTime?: number;
	refetchInterval?: number;
	keepPrevious?: boolean; // shows the answer of before while the next one is on its way
}

export function useAnswer<I extends DescMessage, O extends DescMessage>(
	method: DescMethodUnary<I, O>,
	request: MessageInitShape<I>,
	{ service = '', keepPrevious = false, ...options }: AnswerOptions = {},
): UseQueryResult<MessageShape<O>> {
	return useQuery({
		...answerQuery(method, request, service),
		...options,
		...(keepPrevious && { placeholderData: keepPreviousData }),
	});
}

interface Page {
	nextPageToken: string;
}

/* All pages of a list, one after the other; `onPage` hears of each, for those that take long. */
export async function allPages<I extends DescMessage, O extends DescMessage>(
	method: DescMethodUnary<I, O>,
	request: MessageInitShape<I>,
	{ onPage, ...options }: CallOptions & { onPage?: (pages: MessageShape<O>[]) => void } = {},
): Promise<MessageShape<O>[]> {
	const pages: MessageShape<O>[] = [];
	let pageToken = '';
	do {
		const page = await call(method, { pageSize: 1000, ...request, pageToken } as MessageInitShape<I>, options);
		pages.push(page);
		onPage?.(pages);
		pageToken = (page as unknown as Page).nextPageToken;
	} while (pageToken !== '');
	return pages;
}

/* Every row of a list: `useRows(RegistryService.method.listEpcis, {}, (page) => page.epcis)`. The pages are kept, once for
 * all that make rows of them, each in its own way; `rows` is a function of the page alone. */
export function useRows<I extends DescMessage, O extends DescMessage, Row>(
	method: DescMethodUnary<I, O>,
	request: MessageInitShape<I>,
	rows: (page: MessageShape<O>) => Row[],
	{ service = '', keepPrevious = false, ...options }: AnswerOptions = {},
): UseQueryResult<Row[]> {
	const { queryKey } = answerQuery(method, request, service);
	const select = useCallback((pages: MessageShape<O>[]) => pages.flatMap(rows), []);
	return useQuery({
		queryKey: [...queryKey, 'pages'],
		queryFn: ({ signal }) => allPages(method, request, { service, signal }),
		select,
		...options,
		...(keepPrevious && { placeholderData: keepPreviousData }),
	});
}
