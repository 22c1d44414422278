import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import { useRows } from '~/api/queries';
import { CommandForm } from '~/form/CommandForm';
import { instant } from '~/ui/format';
import { Answer } from '~/ui/states';
import { PrincipalName } from './PrincipalParts';
import { RowsWithAct } from './RowsWithAct';

/* Tokens that live, without their secrets, which are nowhere. */
export function Tokens({ principal = '' }: { principal?: string }) {
	const tokens = useRows(GatewayService.method.listTokens, { principalId: principal }, (page) => page.tokens);
	return (
		<Answer
			of={tokens}
			what="Les jetons"
			isEmpty={(all) => all.length === 0}
			empty="Aucun jeton : un exploitant en crée un pour chaque programme qui appelle l’instance."
		>
			{(all) => (
				<RowsWithAct
					caption="Jetons en vigueur"
					head={['Acteur', 'Usage', 'Créé', 'Valable jusqu’au']}
					rows={all}
					rowKey={({ id }) => id}
					cells={({ principalId, label, createdAt, validUntil }) => [
						<PrincipalName id={principalId} />,
						label,
						instant(createdAt),
						instant(validUntil),
					]}
					act={GatewayService.method.revokeToken}
					actWord="Révoquer"
					actTitle={({ label, principalId }) => `Révoquer le jeton « ${label} » de ${principalId}`}
					form={({ id, label, principalId }) => (
						<CommandForm
							method={GatewayService.method.revokeToken}
							title={`Révocation du jeton « ${label} » de ${principalId}`}
							form={`jeton-fin/${id}`}
							given={{ token_id: id }}
						>
							<p>Le programme qui s’en sert sera refusé aussitôt, pour toujours.</p>
						</CommandForm>
					)}
				/>
			)}
		</Answer>
	);
}
