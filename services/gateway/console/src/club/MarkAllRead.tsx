import { Button } from '@codegouvfr/react-dsfr/Button';
import { ClubService } from 'pvd/club/v1/club_pb.js';
import { Topic, TopicSchema } from 'pvd/club/v1/member_pb.js';
import { useState } from 'react';
import { bulkLine, useBulk } from '~/api/bulk';
import { allPages } from '~/api/queries';
import { Bulk } from '~/ui/Bulk';
import { count } from '~/ui/format';
import { Refused } from '~/ui/states';
import { enumWord } from '~/words';

const NAME = 'club/lues';
const AT_ONCE = 200; // of the 1 000 that one command may name: how far it is can be seen

/* Everything unread there is, not only what is loaded: asked for first, then marked some hundreds at a time. */
export function MarkAllRead({ topic, isReady }: { topic: Topic; isReady: boolean }) {
	const bulk = useBulk(NAME);
	const [isAsking, setIsAsking] = useState(false);
	const [error, setError] = useState<unknown>();
	const begin = async () => {
		setIsAsking(true);
		setError(undefined);
		try {
			const ids = await unreadIds(topic);
			bulk.start(linesOf(ids));
		} catch (fault) {
			setError(fault);
		}
		setIsAsking(false);
	};
	if (bulk.lines.length > 0) {
		return <Bulk name={NAME} title="Lecture des notifications" submit="" lines={() => []} />;
	}
	if (!isReady) {
		return null;
	}
	return (
		<>
			{error !== undefined && <Refused error={error} />}
			<Button priority="secondary" size="small" disabled={isAsking} onClick={() => void begin()}>
				{topic === Topic.UNSPECIFIED
					? 'Tout marquer comme lu'
					: `Tout marquer comme lu : ${enumWord(TopicSchema, topic)}`}
			</Button>
		</>
	);
}

async function unreadIds(topic: Topic): Promise<string[]> {
	const pages = await allPages(ClubService.method.listNotices, { unreadOnly: true, topic });
	return pages.flatMap(({ notices }) => notices.map(({ id }) => id));
}

function linesOf(ids: readonly string[]) {
	const starts = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, n) => n * AT_ONCE);
	return starts.map((start) => {
		const noticeIds = ids.slice(start, start + AT_ONCE);
		return bulkLine(ClubService.method.markRead, { noticeIds }, count(noticeIds.length, 'notification'));
	});
}
