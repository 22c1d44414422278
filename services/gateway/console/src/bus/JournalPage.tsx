import { Badge } from '@codegouvfr/react-dsfr/Badge';
import { Button } from '@codegouvfr/react-dsfr/Button';
import { Select } from '@codegouvfr/react-dsfr/Select';
import { JournalService } from 'pvd/bus/v1/journal_pb.js';
import { ProcessService } from 'pvd/bus/v1/process_pb.js';
import { useMemo, useState } from 'react';
import { useParams } from 'react-router';
import type { StreamState } from '~/api/events';
import { useAnswer } from '~/api/queries';
import { useMay } from '~/api/session';
import { address, PATHS } from '~/paths';
import { count, number } from '~/ui/format';
import { OnlyFor } from '~/ui/OnlyFor';
import { Page } from '~/ui/Page';
import { PageMissing } from '~/ui/PageFault';
import { DepartementSelect } from '~/ui/PlaceSelect';
import { Empty } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { EntryItem } from './EntryItem';
import { eventTypes } from './eventTypes';
import { PROCESSES, processWord } from './services';
import { Verify } from './Upkeep';
import { KEPT, useJournal } from './useJournal';
import './bus.css';

export default function JournalPage() {
	const { service = '' } = useParams();
	const may = useMay();
	if (!PROCESSES.includes(service)) {
		return <PageMissing />;
	}
	const above = may(ProcessService.method.getStatus)
		? [
				{ text: 'Services et trafic', href: PATHS.bus },
				{ text: `Service : ${processWord(service)}`, href: address('service', { service }) },
			]
		: [];
	return (
		<Page
			title={`Journal : ${processWord(service)}`}
			lead="Ce que le service a enregistré, à mesure qu’il l’enregistre."
			above={above}
		>
			<OnlyFor method={JournalService.method.fetch}>
				<Filtered service={service} />
				{may(ProcessService.method.getStatus) && <Head service={service} />}
				{may(ProcessService.method.verify) && (
					<>
						<h2 className="fr-mt-4w">Vérification</h2>
						<Verify service={service} />
					</>
				)}
			</OnlyFor>
		</Page>
	);
}

function Filtered({ service }: { service: string }) {
	const [from, setFrom] = useAddress('depuis');
	const [type, setType] = useAddress('type');
	const [departement, setDepartement] = useAddress('departement');
	const types = useMemo(() => eventTypes(service), [service]);
	return (
		<>
			<h2 className="fr-sr-only">Entrées</h2>
			<search className="pvd-filters" aria-label="Critères">
				<Select label="Depuis" nativeSelectProps={{ value: from, onChange: (event) => setFrom(event.target.value) }}>
					<option value="">Maintenant : ce qui arrive</option>
					<option value="debut">Le début du journal</option>
				</Select>
				<Select label="Événement" nativeSelectProps={{ value: type, onChange: (event) => setType(event.target.value) }}>
					<option value="">Tous</option>
					{types.map((one) => (
						<option key={one.type} value={one.type}>
							{one.text}
						</option>
					))}
				</Select>
				<DepartementSelect value={departement} onChange={setDepartement} all="Tous, et ce qui n’est d’aucun" />
			</search>
			<Entries
				key={`${service}/${from}/${type}/${departement}`}
				service={service}
				from={from}
				type={type}
				departement={departement}
			/>
		</>
	);
}

function Entries({
	service,
	from,
	type,
	departement,
}: {
	service: string;
	from: string;
	type: string;
	departement: string;
}) {
	const [isPaused, setIsPaused] = useState(false);
	const after = from === 'debut' ? '0' : '';
	const { entries, waiting, state } = useJournal(service, { after, type, departement }, isPaused);
	return (
		<>
			<div className="pvd-actions pvd-entries-bar">
				<StreamBadge state={state} isPaused={isPaused} />
				<Button size="small" priority="secondary" aria-pressed={isPaused} onClick={() => setIsPaused(!isPaused)}>
					{isPaused ? `Reprendre (${count(waiting, 'entrée')} en attente)` : 'Suspendre l’affichage'}
				</Button>
				<span className="fr-text--sm fr-mb-0">
					{count(entries.length, 'entrée montrée', 'entrées montrées')}, la plus récente d’abord
					{entries.length === KEPT && ` ; les plus anciennes ne sont plus affichées au-delà de ${number(KEPT)}`}.
				</span>
			</div>
			{entries.length === 0 ? (
				<Empty>
					{after === ''
						? 'Rien n’est arrivé depuis que cette page est ouverte. Chaque acte enregistré par le service s’affichera ici ; pour relire le passé, choisissez « Le début du journal ».'
						: 'Aucune entrée que vous puissiez voir ne répond à ces critères.'}
				</Empty>
			) : (
				<div
					className="pvd-entries"
					tabIndex={0}
					role="region"
					aria-label={`Entrées du journal : ${processWord(service)}`}
				>
					<ol reversed>
						{entries.map((entry) => (
							<EntryItem key={entry.id} entry={entry} />
						))}
					</ol>
				</div>
			)}
		</>
	);
}

function StreamBadge({ state, isPaused }: { state: StreamState; isPaused: boolean }) {
	if (state === 'open') {
		return isPaused ? <Badge severity="info">Suspendu</Badge> : <Badge severity="success">En direct</Badge>;
	}
	if (state === 'opening') {
		return <Badge severity="info">Connexion</Badge>;
	}
	return state === 'refused' ? (
		<Badge severity="error">Refusé : rechargez la page</Badge>
	) : (
		<Badge severity="warning">Interrompu</Badge>
	);
}

function Head({ service }: { service: string }) {
	const status = useAnswer(ProcessService.method.getStatus, {}, { service, refetchInterval: 5_000 });
	const position = status.data?.position;
	return position ? (
		<p className="fr-mt-2w">
			Le journal va jusqu’à l’entrée {number(position.sequence)} de l’époque {number(position.epoch)} ; l’époque change
			quand le service reprend d’une sauvegarde.
		</p>
	) : null;
}
