import { useQuery } from '@tanstack/react-query';
import { ClubService } from 'pvd/club/v1/club_pb.js';
import { useEffect, useRef } from 'react';
import { answerQuery, queries } from '~/api/queries';
import { refusalOf } from '~/api/refusal';

/* The Club's journal is open to those alone whose duty is the nation: for a member, how much it has not read says that
 * something came. */
const ASK_AGAIN_MS = 5_000;

/* Whoever may be a member and is none: that is no fault, and nothing comes. */
export function useMembership(isAllowed = true) {
	const answer = useQuery({
		...answerQuery(ClubService.method.getMembership, {}),
		enabled: isAllowed,
		refetchInterval: ({ state }) => (state.error ? false : ASK_AGAIN_MS),
	});
	const isOutside = answer.error !== null && refusalOf(answer.error).reason === 'NOT_A_MEMBER';
	useFresh(answer.data?.unreadCount);
	return { answer, isOutside, member: isOutside ? undefined : answer.data?.member };
}

function useFresh(unreadCount: number | undefined) {
	const before = useRef(unreadCount);
	useEffect(() => {
		if (before.current !== undefined && before.current !== unreadCount) {
			void queries.invalidateQueries({ queryKey: ['club'] });
		}
		before.current = unreadCount;
	}, [unreadCount]);
}
