import { Alert } from '@codegouvfr/react-dsfr/Alert';
import type { Item } from '~/api/outbox';
import { abandon, dismiss, isAttended, resend, useOutbox } from '~/api/outbox';
import { RefusalText, WaitingText } from './states';

function Waiting({ item }: { item: Item }) {
	return (
		<Alert
			severity="warning"
			title={`En attente : ${item.title}`}
			description={
				<>
					<WaitingText
						refusal={item.refusal}
						kept="Votre acte est gardé et renvoyé de lui-même ; il ne prendra effet qu’une fois."
					/>{' '}
					<button type="button" className="fr-link fr-mr-2w" onClick={resend}>
						Renvoyer maintenant
					</button>
					<button type="button" className="fr-link" onClick={() => abandon(item.key)}>
						Ne plus l’envoyer
					</button>
				</>
			}
		/>
	);
}

function Told({ item }: { item: Item }) {
	const refusal = item.outcome && 'refusal' in item.outcome ? item.outcome.refusal : undefined;
	return (
		<Alert
			severity={refusal ? 'error' : 'success'}
			title={`${refusal ? 'Refusé' : 'Fait'} : ${item.title}`}
			description={refusal ? <RefusalText refusal={refusal} /> : 'Le service l’a enregistré.'}
			closable
			onClose={() => dismiss(item.key)}
		/>
	);
}

/* What was sent and is not settled, on every page: acts outlive the page that sent them. */
export function OutboxNotices() {
	const items = useOutbox().filter((item) => !isAttended(item) && (item.refusal ?? item.outcome));
	if (items.length === 0) {
		return null;
	}
	return (
		<section aria-label="Actes en cours" aria-live="polite" className="fr-mb-3w pvd-stack">
			{items.map((item) =>
				item.outcome ? <Told key={item.key} item={item} /> : <Waiting key={item.key} item={item} />,
			)}
		</section>
	);
}
