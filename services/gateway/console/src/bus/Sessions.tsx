import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import type { Session } from 'pvd/gateway/v1/session_pb.js';
import { SignInSchema } from 'pvd/gateway/v1/session_pb.js';
import { useRows } from '~/api/queries';
import { useSession } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { instant, instantSeconds } from '~/ui/format';
import { Answer } from '~/ui/states';
import { enumWord } from '~/words';
import { PrincipalName } from './PrincipalParts';
import { RowsWithAct } from './RowsWithAct';

/* Sessions that live: of one principal, or of all that the caller may see. */
export function Sessions({ principal }: { principal?: string }) {
	const { principal: own } = useSession().actor;
	const sessions = useRows(GatewayService.method.listSessions, {}, (page) => page.sessions);
	const wanted = ({ principalId }: Session) => !principal || principalId === principal;
	return (
		<Answer
			of={sessions}
			what="Les sessions"
			isEmpty={(all) => !all.some(wanted)}
			empty="Aucune session ouverte : il s’en ouvre une par un lien de connexion."
		>
			{(all) => (
				<RowsWithAct
					caption="Sessions ouvertes"
					head={['Acteur', 'Connexion', 'Ouverte', 'Utilisée', 'Se ferme au plus tard']}
					rows={all.filter(wanted)}
					rowKey={({ id }) => id}
					cells={({ principalId, signIn, openedAt, seenAt, expiresAt }) => [
						<PrincipalName id={principalId} />,
						enumWord(SignInSchema, signIn),
						instant(openedAt),
						instant(seenAt),
						instant(expiresAt),
					]}
					act={GatewayService.method.closeSession}
					actWord="Fermer"
					actTitle={({ principalId, openedAt }) =>
						`Fermer la session de ${principalId} ouverte le ${instantSeconds(openedAt)}`
					}
					form={({ id, principalId, openedAt }) => (
						<CommandForm
							method={GatewayService.method.closeSession}
							title={`Fermeture de la session de ${principalId} ouverte le ${instantSeconds(openedAt)}`}
							form={`session/${id}`}
							given={{ session_id: id, ...(principalId === own && { reason: '' }) }}
						>
							{principalId === own && (
								<p>C’est une de vos sessions ; si c’est celle-ci, vous aurez à vous reconnecter.</p>
							)}
						</CommandForm>
					)}
				/>
			)}
		</Answer>
	);
}
