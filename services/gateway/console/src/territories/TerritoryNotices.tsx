import { ClubService } from 'pvd/club/v1/club_pb.js';
import type { Territory } from 'pvd/registry/v1/territory_pb.js';
import { useRows } from '~/api/queries';
import { useMembership } from '~/club/membership';
import { PATHS } from '~/paths';
import { day } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { Answer, Empty } from '~/ui/states';
import { Timeline } from '~/ui/Timeline';

export function TerritoryNotices({ territory }: { territory: Territory }) {
	const { isOutside, member } = useMembership();
	const answer = useRows(ClubService.method.listNotices, { subjectIds: [territory.id] }, (page) => page.notices, {
		enabled: member !== undefined,
	});
	if (isOutside) {
		return (
			<Empty>
				Le Club avise ses membres de ce qui se passe dans leurs territoires.{' '}
				<RouteLink href={PATHS.preferences}>Rejoindre le Club</RouteLink>
			</Empty>
		);
	}
	return (
		<Answer
			of={answer}
			what="Les avis"
			isEmpty={(notices) => notices.length === 0}
			empty="Vous n’avez reçu aucun avis sur ce territoire. Le Club avise ses membres des faits de leurs départements et des sujets qu’ils ont choisis."
		>
			{(notices) => (
				<>
					<Timeline
						label="Avis sur ce territoire"
						moments={notices.map(({ id, title, text, postedAt }) => ({ key: id, when: day(postedAt), title, text }))}
					/>
					<RouteLink href={PATHS.club}>Tous vos avis</RouteLink>
				</>
			)}
		</Answer>
	);
}
