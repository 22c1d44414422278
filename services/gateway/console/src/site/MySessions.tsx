/* Where I am signed in. Which of the sessions is this one, no page knows: the cookie is out of reach of scripts. */
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import type { Session } from 'pvd/gateway/v1/session_pb.js';
import { useRows } from '~/api/queries';
import { useMay, useSession } from '~/api/session';
import { PATHS } from '~/paths';
import { instant } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { ShortTable } from '~/ui/ShortTable';
import { Answer } from '~/ui/states';

export function MySessions() {
	const may = useMay()(GatewayService.method.listSessions);
	return may ? <Sessions /> : null;
}

function Sessions() {
	const { principal } = useSession().actor;
	const sessions = useRows(GatewayService.method.listSessions, {}, (page) => page.sessions);
	return (
		<section aria-labelledby="sessions" className="fr-mt-4w">
			<h2 id="sessions">Mes sessions</h2>
			<Answer of={sessions} what="La liste de vos sessions">
				{(all) => <Table sessions={all.filter(({ principalId }) => principalId === principal)} />}
			</Answer>
			<p>
				Une session que vous ne reconnaissez pas ? <RouteLink href={PATHS.access}>Fermez-la</RouteLink>, puis prévenez
				l’exploitant.
			</p>
		</section>
	);
}

function Table({ sessions }: { sessions: readonly Session[] }) {
	return (
		<ShortTable
			caption="Sessions ouvertes à mon nom"
			isCaptionHidden
			head={['Ouverte', 'Dernier usage, à dix minutes près', 'Finit au plus tard']}
			rows={sessions.map(({ openedAt, seenAt, expiresAt }) => [instant(openedAt), instant(seenAt), instant(expiresAt)])}
		/>
	);
}
