import { ClubService } from 'pvd/club/v1/club_pb.js';
import { useAnswer } from '~/api/queries';
import { refusalOf } from '~/api/refusal';

/* Whoever may be a member and is none: that is no fault. */
export function useMembership(isAllowed = true) {
	const answer = useAnswer(ClubService.method.getMembership, {}, { enabled: isAllowed });
	const isOutside = answer.error !== null && refusalOf(answer.error).reason === 'NOT_A_MEMBER';
	return { answer, isOutside, member: isOutside ? undefined : answer.data?.member };
}
