import { Button } from '@codegouvfr/react-dsfr/Button';
import { Select } from '@codegouvfr/react-dsfr/Select';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ClubService } from 'pvd/club/v1/club_pb.js';
import { Topic, TopicSchema } from 'pvd/club/v1/member_pb.js';
import { call } from '~/api/queries';
import { useMay } from '~/api/session';
import { enumChoices } from '~/form/Control';
import { PATHS } from '~/paths';
import { count } from '~/ui/format';
import { OnlyFor } from '~/ui/OnlyFor';
import { Page } from '~/ui/Page';
import { Segments } from '~/ui/Segments';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { MarkAllRead } from './MarkAllRead';
import { useMembership } from './membership';
import { NoticeCard } from './NoticeCard';
import { Outside } from './Outside';
import './club.css';

const PAGE = 50;

export default function NoticesPage() {
	const isAllowed = useMay()(ClubService.method.listNotices);
	const { answer, isOutside } = useMembership(isAllowed);
	return (
		<Page
			title="Notifications du Club"
			lead="Ce qui est arrivé dans le programme, sur vos sujets et dans vos départements. La liste se met à jour d’elle-même."
			actions={
				isAllowed &&
				!isOutside && (
					<Button priority="secondary" linkProps={{ href: PATHS.preferences }}>
						Mes préférences
					</Button>
				)
			}
		>
			<OnlyFor method={ClubService.method.listNotices}>
				{isOutside ? (
					<Outside />
				) : (
					<Answer of={answer} what="Votre adhésion">
						{() => <Inbox />}
					</Answer>
				)}
			</OnlyFor>
		</Page>
	);
}

/* A topic as the address says it; one that there is not is none. */
function topicOf(name: string): Topic {
	return TopicSchema.values.find((value) => value.name === name)?.number ?? Topic.UNSPECIFIED;
}

function useNotices(unreadOnly: boolean, topic: Topic) {
	return useInfiniteQuery({
		queryKey: ['club', 'notices', unreadOnly, topic],
		initialPageParam: '',
		queryFn: ({ pageParam, signal }) =>
			call(ClubService.method.listNotices, { unreadOnly, topic, pageSize: PAGE, pageToken: pageParam }, { signal }),
		getNextPageParam: (page) => page.nextPageToken || undefined,
	});
}

const SHOWN = [
	['non-lues', 'Non lues'],
	['toutes', 'Toutes'],
] as const;

function Inbox() {
	const [shown, setShown] = useAddress('montrer', 'non-lues');
	const [topicName, setTopicName] = useAddress('sujet');
	const topic = topicOf(topicName);
	const unreadOnly = shown !== 'toutes';
	const list = useNotices(unreadOnly, topic);
	const notices = list.data?.pages.flatMap((page) => page.notices) ?? [];
	const unreadCount = list.data?.pages[0]?.unreadCount ?? 0;
	return (
		<>
			<div className="pvd-notice-filters">
				<Segments legend="Montrer" of={SHOWN} value={unreadOnly ? 'non-lues' : 'toutes'} onChange={setShown} />
				<Select
					label="Sujet"
					nativeSelectProps={{ value: topicName, onChange: (event) => setTopicName(event.target.value) }}
				>
					<option value="">Tous</option>
					{enumChoices(TopicSchema).map(({ value, text }) => (
						<option key={value} value={value}>
							{text}
						</option>
					))}
				</Select>
			</div>
			<p role="status">
				{list.data && `${count(unreadCount, 'notification non lue', 'notifications non lues')}, tous sujets ensemble.`}
			</p>
			<MarkAllRead topic={topic} isReady={unreadCount > 0} />
			<Answer
				of={list}
				what="Les notifications"
				isEmpty={() => notices.length === 0}
				empty={<Nothing unreadOnly={unreadOnly} />}
			>
				{() => (
					<>
						<h2 className="fr-h4 fr-mt-3w">{unreadOnly ? 'Non lues' : 'Toutes les notifications'}</h2>
						<ul className="pvd-notices fr-mt-3w">
							{notices.map((notice) => (
								<NoticeCard key={notice.id} notice={notice} />
							))}
						</ul>
						{list.hasNextPage && (
							<Button priority="secondary" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
								{list.isFetchingNextPage ? 'Chargement…' : 'Voir les plus anciennes'}
							</Button>
						)}
					</>
				)}
			</Answer>
		</>
	);
}

function Nothing({ unreadOnly }: { unreadOnly: boolean }) {
	return unreadOnly ? (
		<>Vous avez tout lu. Montrez « Toutes » pour retrouver ce que vous avez lu.</>
	) : (
		<>Rien encore : ce qui arrive sur vos sujets et dans vos départements, depuis que vous êtes membre, viendra ici.</>
	);
}
