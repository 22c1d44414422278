import { useQueries } from '@tanstack/react-query';
import type { GetStatusResponse } from 'pvd/bus/v1/process_pb.js';
import { ProcessService } from 'pvd/bus/v1/process_pb.js';
import { answerQuery, call } from '~/api/queries';
import { refusalOf } from '~/api/refusal';
import { PROCESSES } from './services';

export const POLL_MS = 2_000;
const SILENT_MS = 5_000; // a process that has not said a word by then is said not to answer

export interface ProcessState {
	service: string;
	status: GetStatusResponse | undefined; // the last one that was said
	at: number; // when, milliseconds since 1970
	fault: string; // why it does not answer now; '' while it does
	isPending: boolean;
}

/* What each process says of itself, every two seconds. */
export function useStatuses(): ProcessState[] {
	const answers = useQueries({
		queries: PROCESSES.map((service) => ({
			...answerQuery(ProcessService.method.getStatus, {}, service),
			queryFn: ({ signal }: { signal: AbortSignal }) =>
				call(ProcessService.method.getStatus, {}, { service, signal, timeoutMs: SILENT_MS }),
			refetchInterval: POLL_MS,
			retry: false,
		})),
	});
	return answers.map(({ data, error, dataUpdatedAt, isPending }, n) => ({
		service: PROCESSES[n] ?? '',
		status: data,
		at: dataUpdatedAt,
		fault: error ? refusalOf(error).message : '',
		isPending,
	}));
}
