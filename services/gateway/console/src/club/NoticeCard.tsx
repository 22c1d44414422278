import { Badge } from '@codegouvfr/react-dsfr/Badge';
import { Button } from '@codegouvfr/react-dsfr/Button';
import { ClubService } from 'pvd/club/v1/club_pb.js';
import { TopicSchema } from 'pvd/club/v1/member_pb.js';
import type { Notice } from 'pvd/club/v1/notice_pb.js';
import { useState } from 'react';
import { dismiss, post } from '~/api/outbox';
import { instant } from '~/ui/format';
import { useDepartementText } from '~/ui/PlaceLinks';
import { enumWord } from '~/words';
import { Subject } from './Subject';

/* A refusal, or a wait for the service, is told by the outbox above the page. */
async function markRead({ id, title }: Notice) {
	const { item, answer } = await post(
		ClubService.method.markRead,
		{ noticeIds: [id] },
		{ title: `Lecture de « ${title} »` },
	);
	if (answer) {
		dismiss(item.key);
	}
}

export function NoticeCard({ notice }: { notice: Notice }) {
	const [isSending, setIsSending] = useState(false);
	const mark = async () => {
		setIsSending(true);
		await markRead(notice);
		setIsSending(false);
	};
	return (
		<li className={notice.read ? 'pvd-notice' : 'pvd-notice pvd-notice-unread'}>
			<div className="pvd-notice-head">
				{!notice.read && (
					<Badge small noIcon severity="info" as="span">
						Non lue
					</Badge>
				)}
				<span>{enumWord(TopicSchema, notice.topic)}</span>
				<span>{instant(notice.postedAt)}</span>
				<Where codes={notice.departementCodes} />
				{notice.restricted && <span>Réservée à votre ressort</span>}
			</div>
			<h3 className="fr-h6 fr-mb-1w">{notice.title}</h3>
			<p className="pvd-notice-text fr-mb-2w">{notice.text}</p>
			<div className="pvd-actions">
				<Subject notice={notice} onFollow={() => void (notice.read || markRead(notice))} />
				{!notice.read && (
					<Button
						size="small"
						priority="tertiary"
						disabled={isSending}
						onClick={() => void mark()}
						nativeButtonProps={{ 'aria-label': `Marquer comme lue : ${notice.title}` }}
					>
						Marquer comme lue
					</Button>
				)}
			</div>
		</li>
	);
}

const NAMED = 3;

function Where({ codes }: { codes: readonly string[] }) {
	const text = useDepartementText();
	if (codes.length === 0) {
		return <span>Tous les départements</span>;
	}
	const names = codes.slice(0, NAMED).map(text);
	const more = codes.length - names.length;
	return <span>{names.join(', ') + (more > 0 ? ` et ${more} autres` : '')}</span>;
}
