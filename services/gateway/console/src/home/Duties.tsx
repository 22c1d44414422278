/* What concerns me now: what waits for me, where I go most. */
import { Tile } from '@codegouvfr/react-dsfr/Tile';
import { Role } from 'pvd/bus/v1/actor_pb.js';
import { ClubService } from 'pvd/club/v1/club_pb.js';
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import type { ReactNode } from 'react';
import { useLive } from '~/api/events';
import { useAnswer } from '~/api/queries';
import { useHasRole, useMay } from '~/api/session';
import { PATHS } from '~/paths';
import { count, number } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { Loading, Refused } from '~/ui/states';
import { useDuties } from './duties';

export function Duties() {
	useLive('registry');
	useLive('funding');
	const { duties, isPending, error } = useDuties();
	const others = [useNotices(), useSite()].filter((tile) => tile !== null);
	return (
		<section aria-labelledby="moi" className="fr-mb-4w">
			<h2 id="moi">Ce qui vous attend</h2>
			{error !== null && <Refused error={error} />}
			{isPending && <Loading what="Ce qui vous attend" />}
			{!isPending && error === null && duties.length + others.length === 0 && (
				<p>Rien n’attend de vous en ce moment.</p>
			)}
			<ul className="pvd-tiles">
				{duties.map(({ act, count: waiting, one, many, href }) => (
					<li key={act.name}>
						<DutyTile title={`${number(waiting)} ${waiting === 1 ? one : many}`} href={href} />
					</li>
				))}
				{others}
			</ul>
			<Shortcuts />
		</section>
	);
}

function DutyTile({ title, href, desc }: { title: string; href: string; desc?: string }) {
	return (
		<Tile
			title={title}
			titleAs="h3"
			desc={desc}
			small
			orientation="horizontal"
			enlargeLinkOrButton
			linkProps={{ href }}
		/>
	);
}

function useNotices(): ReactNode {
	const may = useMay();
	const unread =
		useAnswer(ClubService.method.getMembership, {}, { enabled: may(ClubService.method.getMembership) }).data
			?.unreadCount ?? 0;
	return unread === 0 ? null : (
		<li key="club">
			<DutyTile title={count(unread, 'avis du Club non lu', 'avis du Club non lus')} href={PATHS.club} />
		</li>
	);
}

/* The law wants a legal notice; only the operator can write it. */
function useSite(): ReactNode {
	const may = useMay()(GatewayService.method.describeSite);
	const site = useAnswer(GatewayService.method.getSite, {}, { enabled: may });
	return may && site.data && !site.data.site ? (
		<li key="site">
			<DutyTile title="Les mentions légales de ce site sont à renseigner" href={PATHS.legal} />
		</li>
	) : null;
}

const SHORTCUTS: readonly { roles: Role[]; text: string; href: string }[] = [
	{ roles: [Role.COLLECTIVITE], text: 'Manifester l’intérêt d’un territoire', href: PATHS.candidacyNew },
	{ roles: [Role.COLLECTIVITE], text: 'Déposer une demande d’aide', href: PATHS.applicationNew },
	{
		roles: [Role.COLLECTIVITE, Role.PREFECTURE, Role.REGION, Role.ANCT, Role.AUDITOR],
		text: 'Les candidatures',
		href: PATHS.candidacies,
	},
	{ roles: [Role.REGION], text: 'Proposer une sélection', href: PATHS.selectionNew },
	{
		roles: [Role.COLLECTIVITE, Role.PREFECTURE, Role.REGION, Role.ANCT, Role.PARTNER, Role.AUDITOR],
		text: 'Les demandes d’aide',
		href: PATHS.applications,
	},
	{
		roles: [Role.PREFECTURE, Role.REGION, Role.ANCT, Role.PARTNER, Role.AUDITOR],
		text: 'Les montants',
		href: PATHS.totals,
	},
	{ roles: [Role.MEMBER], text: 'Vos avis', href: PATHS.club },
	{ roles: [Role.OPERATOR, Role.AUDITOR, Role.ANCT], text: 'Les services et leur trafic', href: PATHS.bus },
	{ roles: [Role.OPERATOR], text: 'Les principaux', href: PATHS.principals },
	{ roles: [Role.OPERATOR], text: 'Les connexions et les jetons', href: PATHS.access },
];

function Shortcuts() {
	const hasRole = useHasRole();
	return (
		<ul className="pvd-shortcuts">
			{SHORTCUTS.filter(({ roles }) => hasRole(...roles)).map(({ text, href }) => (
				<li key={href}>
					<RouteLink className="fr-link" href={href}>
						{text}
					</RouteLink>
				</li>
			))}
		</ul>
	);
}
