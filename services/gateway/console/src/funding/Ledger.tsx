/* The ledger of double entry: each movement takes from one account what it gives to another. */
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { useAnswer } from '~/api/queries';
import { euros } from '~/ui/format';
import { ShortTable } from '~/ui/ShortTable';
import { Answer } from '~/ui/states';
import { payerWord } from '~/words/payers';

const ACCOUNTS: Record<string, string> = {
	source: 'Source : ce qui en est sorti',
	granted: 'Accordé, pas encore engagé',
	committed: 'Engagé, pas encore payé',
	paid: 'Payé',
};

/* "etat/granted" */
function accountText(account: string): [string, string] {
	const [payer = '', name = ''] = account.split('/');
	return [payerWord(payer), ACCOUNTS[name] ?? name];
}

export function Ledger() {
	const answer = useAnswer(FundingService.method.checkLedger, {});
	return (
		<section aria-labelledby="grand-livre" className="fr-mt-4w">
			<h2 id="grand-livre">Grand livre</h2>
			<p>
				Chaque accord, engagement, paiement ou retrait prend à un compte ce qu’il donne à un autre : la somme de tous
				les comptes est nulle, et chacun porte ce que font les demandes. Le livre est celui de toute l’instance, quels
				que soient les choix faits plus haut.
			</p>
			<Answer of={answer} what="Le grand livre">
				{({ balanced, fault, accounts }) => (
					<>
						<Alert
							as="h3"
							severity={balanced ? 'success' : 'error'}
							title={balanced ? 'Équilibré' : 'Ne s’équilibre pas'}
							description={balanced ? 'Tous les comptes ont été additionnés et comparés aux demandes.' : fault}
							className="fr-mb-3w"
						/>
						{accounts.length > 0 && (
							<ShortTable
								caption="Comptes"
								head={['Financeur', 'Compte', 'Solde']}
								rows={accounts.map(({ account, balanceCents }) => [...accountText(account), euros(balanceCents)])}
								numbers={[2]}
							/>
						)}
					</>
				)}
			</Answer>
		</section>
	);
}
