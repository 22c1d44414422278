import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { ClubService } from 'pvd/club/v1/club_pb.js';
import { DigestPeriod, DigestPeriodSchema } from 'pvd/club/v1/member_pb.js';
import type { Digest } from 'pvd/club/v1/notice_pb.js';
import { useAnswer, useRows } from '~/api/queries';
import { useMay } from '~/api/session';
import { PATHS } from '~/paths';
import { count, instant } from '~/ui/format';
import { OnlyFor } from '~/ui/OnlyFor';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { Answer } from '~/ui/states';
import { enumWord } from '~/words';
import { useMembership } from './membership';
import { Outside } from './Outside';
import './club.css';

const { previewDigest, listDigests } = ClubService.method;

export default function DigestPage() {
	const { answer, isOutside } = useMembership(useMay()(previewDigest));
	return (
		<Page
			title="Résumés"
			above={[{ text: 'Notifications du Club', href: PATHS.club }]}
			lead="Ce que vous n’avez pas lu, rassemblé en une lettre. Une notification n’est que dans un résumé ; ce qui n’est pas public y est compté, pas écrit."
		>
			<OnlyFor method={previewDigest}>
				{isOutside ? (
					<Outside />
				) : (
					<Answer of={answer} what="Votre adhésion">
						{() => <Digests />}
					</Answer>
				)}
			</OnlyFor>
		</Page>
	);
}

function Digests() {
	const preview = useAnswer(previewDigest, {});
	const digests = useRows(listDigests, {}, (page) => page.digests);
	return (
		<>
			<Period />
			<h2>Le prochain résumé, tel qu’il serait maintenant</h2>
			<Answer
				of={preview}
				what="Le prochain résumé"
				isEmpty={({ digest }) => digest === undefined}
				empty="Rien à vous dire : vous avez tout lu, ou tout est déjà dans un résumé."
			>
				{({ digest }) => digest && <Letter digest={digest} />}
			</Answer>
			<h2 className="fr-mt-4w">Les résumés passés</h2>
			<Answer
				of={digests}
				what="Les résumés"
				isEmpty={(rows) => rows.length === 0}
				empty="Aucun résumé n’a encore été composé pour vous. Choisissez d’en recevoir dans vos préférences ; le premier part à 7 h, s’il y a de quoi."
			>
				{(rows) =>
					rows.map((digest) => (
						<Accordion
							key={digest.id}
							label={`${digest.title}, ${count(digest.noticeIds.length, 'notification')}`}
							titleAs="h3"
						>
							<p>
								Composé le {instant(digest.composedAt)}.{' '}
								{digest.deliveredAt ? `Envoyé le ${instant(digest.deliveredAt)}.` : 'Pas encore envoyé.'}
							</p>
							<Letter digest={digest} />
						</Accordion>
					))
				}
			</Answer>
		</>
	);
}

function Letter({ digest }: { digest: Digest }) {
	return <div className="pvd-letter">{digest.text}</div>;
}

function Period() {
	const { member } = useMembership();
	if (!member) {
		return null;
	}
	const isNever = member.digest === DigestPeriod.NEVER || member.digest === DigestPeriod.UNSPECIFIED;
	return (
		<p>
			{isNever
				? 'Vous ne recevez pas de résumé.'
				: `Vous recevez un résumé ${enumWord(DigestPeriodSchema, member.digest).toLowerCase()} à 7 h, heure de Paris, s’il y a de quoi.`}{' '}
			<RouteLink href={PATHS.preferences}>Changer le rythme</RouteLink>
		</p>
	);
}
