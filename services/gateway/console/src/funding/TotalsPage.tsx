import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import type { PayerTotals } from 'pvd/funding/v1/money_pb.js';
import { useLive } from '~/api/events';
import { useAnswer } from '~/api/queries';
import { useMay } from '~/api/session';
import { PATHS } from '~/paths';
import { Amounts, sumOf } from '~/ui/charts/Amounts';
import { Figures } from '~/ui/Facts';
import { count, euros } from '~/ui/format';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { ShortTable } from '~/ui/ShortTable';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { payerWord } from '~/words/payers';
import { Filters, useFilter } from './Filters';
import { Ledger } from './Ledger';
import './funding.css';

export default function TotalsPage() {
	useLive('funding');
	const may = useMay();
	const totals = useAnswer(FundingService.method.getTotals, useFilter(), { keepPrevious: true });
	return (
		<Page
			title="Montants"
			lead="Demandé, accordé, engagé, payé : ce que chaque financeur a été sollicité de faire, et ce qu’il a fait."
		>
			<Alert
				severity="info"
				small
				className="fr-mb-4w"
				description="Prévu, engagé, payé sont trois nombres. Il n’y a pas de reste d’enveloppe Petites villes de demain : chaque financeur paie sur ses crédits de droit commun."
			/>
			{may(FundingService.method.getTotals) && <Filters />}
			<Answer
				of={totals}
				what="Les montants"
				isEmpty={({ payers }) => payers.length === 0}
				empty="Rien n’est demandé dans ce que vous avez choisi. Les montants paraîtront avec la première demande déposée."
			>
				{({ payers }) => <Sums payers={payers} />}
			</Answer>
			{may(FundingService.method.checkLedger) && <Ledger />}
		</Page>
	);
}

/* An application with two payers counts with each of them: there is no sum of the counts. */
function Sums({ payers }: { payers: readonly PayerTotals[] }) {
	const query = useFilterQuery();
	const requested = sumOf(payers, 'requestedCents');
	return (
		<>
			<Figures
				figures={[
					['demandés, quoi qu’il en soit advenu', euros(requested)],
					['accordés', euros(sumOf(payers, 'grantedCents'))],
					['engagés', euros(sumOf(payers, 'committedCents'))],
					['payés', euros(sumOf(payers, 'paidCents'))],
				]}
			/>
			<h2>Par financeur</h2>
			<Amounts title="Montants par financeur" lines={payers} />
			<ShortTable
				caption="Ce qui reste à faire, par financeur"
				head={['Financeur', 'Demandes', 'Accordé, à engager', 'Engagé, à payer']}
				rows={payers.map(({ payer, applicationCount, grantedCents, committedCents, paidCents }) => [
					payerWord(payer),
					count(applicationCount, 'demande'),
					euros(grantedCents - committedCents),
					euros(committedCents - paidCents),
				])}
				numbers={[1, 2, 3]}
			/>
			<p>
				<RouteLink className="fr-link" href={`${PATHS.applications}${query}`}>
					Voir les demandes que ces montants additionnent
				</RouteLink>
			</p>
		</>
	);
}

function useFilterQuery(): string {
	const [departement] = useAddress('departement');
	const [mesure] = useAddress('mesure');
	const [territoire] = useAddress('territoire');
	const set = Object.entries({ departement, mesure, territoire }).filter(([, value]) => value !== '');
	return set.length > 0 ? `?${new URLSearchParams(set)}` : '';
}
