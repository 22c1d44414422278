import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { Tabs } from '@codegouvfr/react-dsfr/Tabs';
import { BusService } from 'pvd/bus/v1/bus_pb.js';
import { ProcessService } from 'pvd/bus/v1/process_pb.js';
import { useNavigate } from 'react-router';
import { useAnswer } from '~/api/queries';
import { useMay } from '~/api/session';
import { PATHS } from '~/paths';
import { Lines } from '~/ui/charts/Lines';
import { OnlyFor } from '~/ui/OnlyFor';
import { Page } from '~/ui/Page';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { Alarms } from './Alarms';
import { FollowTable, followsOf, Halted, lagOf, lagSummary } from './Follows';
import { ServiceTable } from './ServiceTable';
import { PROCESSES, processWord } from './services';
import { MethodTable, PrincipalTrafficTable, TrafficLines } from './Traffic';
import { Upkeep } from './Upkeep';
import { useSamples } from './useSamples';
import type { ProcessState } from './useStatuses';
import { POLL_MS, useStatuses } from './useStatuses';

export default function BusPage() {
	return (
		<Page
			title="Services et trafic"
			lead="Ce qui tourne, où en est chaque service, qui appelle quoi : relevé toutes les deux secondes."
		>
			<OnlyFor method={ProcessService.method.getStatus}>
				<Bus />
			</OnlyFor>
		</Page>
	);
}

const VIEWS = [
	{ tabId: 'services', label: 'Services' },
	{ tabId: 'trafic', label: 'Trafic' },
	{ tabId: 'acteurs', label: 'Acteurs' },
	{ tabId: 'entretien', label: 'Entretien' },
];

function Bus() {
	const states = useStatuses();
	const may = useMay();
	const traffic = useAnswer(BusService.method.getTraffic, {}, { refetchInterval: POLL_MS });
	const calls = useSamples(traffic.dataUpdatedAt, traffic.data);
	const lags = useSamples(Math.max(...states.map(({ at }) => at)), totalLags(states));
	const [view] = useAddress('vue', 'services');
	const navigate = useNavigate();
	const views = VIEWS.filter(({ tabId }) => tabId !== 'entretien' || may(ProcessService.method.verify));
	const shown = views.find(({ tabId }) => tabId === view)?.tabId ?? 'services';
	return (
		<>
			<Alarms states={states} />
			<Tabs
				selectedTabId={shown}
				tabs={views}
				onTabChange={(tab) => void navigate(`?vue=${tab}`, { preventScrollReset: true })}
				label="Vues du bus"
			>
				{shown === 'services' && <Services states={states} lags={lags} />}
				{shown === 'trafic' && (
					<>
						<h2 className="fr-sr-only">Trafic</h2>
						<TrafficLines samples={calls} />
						<Answer of={traffic} what="Le trafic">
							{({ methods }) => <MethodTable methods={methods} />}
						</Answer>
					</>
				)}
				{shown === 'acteurs' && (
					<>
						<h2 className="fr-sr-only">Acteurs</h2>
						<Answer of={traffic} what="Le trafic">
							{({ principals }) => <PrincipalTrafficTable principals={principals} />}
						</Answer>
						<p className="fr-mt-2w">
							<a href={PATHS.principals}>Annuaire des acteurs</a>
						</p>
					</>
				)}
				{shown === 'entretien' && <AllUpkeep />}
			</Tabs>
		</>
	);
}

type Lags = Record<string, number>;

/* Of each follower, over all it follows. */
function totalLags(states: readonly ProcessState[]): Lags | undefined {
	const known = states.filter(({ status }) => status);
	if (known.length === 0) {
		return undefined;
	}
	const lag = ({ status }: ProcessState) =>
		status?.follows.reduce((sum, follow) => sum + Number(lagOf(follow)), 0) ?? 0;
	return Object.fromEntries(known.map((state) => [state.service, lag(state)]));
}

function Services({ states, lags }: { states: readonly ProcessState[]; lags: readonly { at: number; value: Lags }[] }) {
	const follows = followsOf(states);
	const followers = [...new Set(follows.map(({ follower }) => follower))];
	return (
		<>
			<h2 className="fr-sr-only">Services</h2>
			<ServiceTable states={states} />
			<h2>Qui suit qui</h2>
			<Halted follows={follows} />
			<FollowTable follows={follows} />
			<Lines
				title="Entrées à prendre, par service"
				summary={lagSummary(follows)}
				times={lags.map(({ at }) => at)}
				series={followers.map((service) => ({
					name: processWord(service),
					values: lags.map(({ value }) => value[service]),
				}))}
			/>
		</>
	);
}

function AllUpkeep() {
	return (
		<>
			<h2 className="fr-sr-only">Entretien</h2>
			{PROCESSES.map((service) => (
				<Accordion key={service} label={processWord(service)} titleAs="h3">
					<Upkeep service={service} />
				</Accordion>
			))}
		</>
	);
}
