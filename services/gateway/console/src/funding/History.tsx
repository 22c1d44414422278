/* What happened to an application, as the journal of the service has it: who, when, what. The journal is read only when it
 * is asked for, as it holds every application's. */

import type { JsonObject } from '@bufbuild/protobuf';
import { Button } from '@codegouvfr/react-dsfr/Button';
import { JournalService } from 'pvd/bus/v1/journal_pb.js';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { useState } from 'react';
import type { Entry } from '~/api/events';
import { useEvents } from '~/api/events';
import { useMay } from '~/api/session';
import { euros, instantSeconds } from '~/ui/format';
import { ShortTable } from '~/ui/ShortTable';
import { eventWord } from '~/words';
import { payerWord } from '~/words/payers';
import { Prose } from './Prose';

export function History({ application }: { application: Application }) {
	const may = useMay();
	const [isAsked, setIsAsked] = useState(false);
	if (!may(JournalService.method.fetch)) {
		return null;
	}
	return (
		<section aria-labelledby="historique" className="fr-mt-4w">
			<h2 id="historique">Historique</h2>
			{isAsked ? (
				<Read application={application} />
			) : (
				<Button priority="secondary" onClick={() => setIsAsked(true)}>
					Lire l’historique dans le journal
				</Button>
			)}
		</section>
	);
}

const STATES = {
	closed: 'Le journal n’est pas lu en ce moment.',
	opening: 'Ouverture du journal…',
	open: 'Le journal est lu ; ce qui arrive s’ajoute ici.',
	refused: 'Le journal ne peut pas être lu avec vos droits.',
} as const;

function Read({ application }: { application: Application }) {
	const [entries, setEntries] = useState<readonly Entry[]>([]);
	const state = useEvents(
		'funding',
		(entry) => {
			if ((entry.event as JsonObject | null)?.applicationId === application.id) {
				setEntries((before) => (before.some(({ id }) => id === entry.id) ? before : [...before, entry]));
			}
		},
		{ departement: application.coordinatingDepartementCode, after: '0' },
	);
	return (
		<>
			<p role="status" className="fr-text--sm">
				{STATES[state]}
			</p>
			{entries.length > 0 && (
				<ShortTable
					caption="Ce qui est arrivé à cette demande"
					isCaptionHidden
					head={['Quand', 'Quoi', 'Par qui', 'Précisions']}
					rows={entries.map(({ id, header, event }) => [
						instantSeconds(header.instant),
						eventWord(header.type),
						header.assertedBy ? `${header.actor} (par ${header.assertedBy})` : header.actor,
						<Prose key={id} text={detailOf(event as JsonObject)} />,
					])}
				/>
			)}
		</>
	);
}

function text(event: JsonObject, name: string): string {
	const value = event[name];
	return typeof value === 'string' ? value : '';
}

/* What tells one entry from another of its kind, whichever it is. */
function detailOf(event: JsonObject): string {
	const amount = text(event, 'amountCents');
	const parts = [
		text(event, 'payer') && payerWord(text(event, 'payer')),
		amount && euros(BigInt(amount)),
		text(event, 'commitmentReference'),
		text(event, 'reference'),
		text(event, 'decisionReference'),
		text(event, 'rule'),
		text(event, 'reason'),
		text(event, 'note'),
		event.deemed === true ? 'par le silence' : '',
	];
	return parts.filter((part) => part !== '').join(' ; ');
}
