import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import { useEffect, useMemo } from 'react';
import { call } from '~/api/queries';
import type { Perimeter } from './perimeter';

const PAGE = 1000;

interface Wanted {
	runId: string; // '': not known yet
	perimeter: Perimeter;
	eligibleOnly: boolean;
	indicatorIds: readonly string[]; // whose contributions are told with each
	isWhole: boolean; // page after page to the end; else the best ones
}

/* The ranking of one run, as far as it is loaded. A run never changes: what was loaded of it is not asked again when the
 * service's other answers are. */
export function useScores({ runId, perimeter, eligibleOnly, indicatorIds, isWhole }: Wanted) {
	const list = useInfiniteQuery({
		queryKey: ['scores', runId, perimeter, eligibleOnly, indicatorIds],
		enabled: runId !== '',
		staleTime: Infinity,
		placeholderData: keepPreviousData,
		initialPageParam: '',
		queryFn: ({ pageParam, signal }) =>
			call(
				EligibilityService.method.listScores,
				{ ...perimeter, runId, eligibleOnly, indicatorIds: [...indicatorIds], pageSize: PAGE, pageToken: pageParam },
				{ signal },
			),
		getNextPageParam: (page) => page.nextPageToken || undefined,
	});
	const { hasNextPage, isFetching, isError, fetchNextPage } = list;
	useEffect(() => {
		if (isWhole && hasNextPage && !isFetching && !isError) {
			void fetchNextPage();
		}
	}, [isWhole, hasNextPage, isFetching, isError, fetchNextPage]);
	const scores = useMemo(() => list.data?.pages.flatMap((page) => page.scores) ?? [], [list.data]);
	return { list, scores };
}
