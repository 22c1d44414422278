import type { Application } from 'pvd/funding/v1/application_pb.js';
import { date, euros } from '~/ui/format';
import { ShortTable } from '~/ui/ShortTable';
import { Empty } from '~/ui/states';
import { payerWord } from '~/words/payers';

/* What was committed under which reference, and each payment. */
export function Payments({ application }: { application: Application }) {
	const { lines, payments } = application;
	const committed = lines.filter(({ committedCents }) => committedCents > 0n);
	return (
		<>
			{committed.length > 0 && (
				<ShortTable
					caption="Engagements"
					head={['Financeur', 'Engagé', 'Dernière référence']}
					rows={committed.map(({ payer, committedCents, commitmentReference }) => [
						payerWord(payer),
						euros(committedCents),
						commitmentReference,
					])}
					numbers={[1]}
				/>
			)}
			{payments.length > 0 ? (
				<ShortTable
					caption="Paiements"
					head={['Payé le', 'Financeur', 'Montant', 'Référence']}
					rows={payments.map(({ paidOn, payer, amountCents, reference }) => [
						date(paidOn),
						payerWord(payer),
						euros(amountCents),
						reference,
					])}
					numbers={[2]}
				/>
			) : (
				committed.length > 0 && (
					<Empty>Rien n’est payé encore. Les paiements paraîtront ici quand les financeurs les enregistreront.</Empty>
				)
			)}
		</>
	);
}
