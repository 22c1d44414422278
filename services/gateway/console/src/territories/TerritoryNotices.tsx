import { ClubService } from 'pvd/club/v1/club_pb.js';
import type { Territory } from 'pvd/registry/v1/territory_pb.js';
import { useRows } from '~/api/queries';
import { PATHS } from '~/paths';
import { day } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { Answer } from '~/ui/states';
import { Timeline } from '~/ui/Timeline';

export function TerritoryNotices({ territory }: { territory: Territory }) {
	const answer = useRows(ClubService.method.listNotices, {}, ({ notices }) => notices.filter(({ subjectId }) => subjectId === territory.id));
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
