import { BusService } from 'pvd/bus/v1/bus_pb.js';
import { ProcessService } from 'pvd/bus/v1/process_pb.js';
import { useParams } from 'react-router';
import { useAnswer } from '~/api/queries';
import { useMay } from '~/api/session';
import { address, PATHS } from '~/paths';
import { Facts, Figures } from '~/ui/Facts';
import { bytes, instantSeconds, number } from '~/ui/format';
import { OnlyFor } from '~/ui/OnlyFor';
import { Page } from '~/ui/Page';
import { PageMissing } from '~/ui/PageFault';
import { Answer, Loading } from '~/ui/states';
import { Alarms } from './Alarms';
import { FollowTable, followsOf, Halted } from './Follows';
import { StateBadge } from './ServiceTable';
import { PROCESSES, processWord } from './services';
import { MethodTable } from './Traffic';
import { Upkeep } from './Upkeep';
import type { ProcessState } from './useStatuses';
import { POLL_MS, useStatuses } from './useStatuses';

export default function ServicePage() {
	const { service = '' } = useParams();
	if (!PROCESSES.includes(service)) {
		return <PageMissing />;
	}
	return (
		<Page
			title={`Service : ${processWord(service)}`}
			above={[{ text: 'Services et trafic', href: PATHS.bus }]}
			actions={
				<a className="fr-link" href={address('journal', { service })}>
					Lire son journal
				</a>
			}
		>
			<OnlyFor method={ProcessService.method.getStatus}>
				<Service service={service} />
			</OnlyFor>
		</Page>
	);
}

function Service({ service }: { service: string }) {
	const states = useStatuses();
	const may = useMay();
	const state = states.find((one) => one.service === service);
	const followers = followsOf(states).filter(({ follow }) => follow.service === service);
	if (!state) {
		return null;
	}
	const own = followsOf([state]);
	return (
		<>
			<Alarms states={[state]} isLinked={false} />
			{state.status ? <Status state={state} /> : state.fault === '' && <Loading what="Le service" />}
			<h2 className="fr-mt-4w">Ce qu’il suit</h2>
			<Halted follows={own} />
			<FollowTable follows={own} />
			{followers.length > 0 && (
				<>
					<h2 className="fr-mt-4w">Qui le suit</h2>
					<FollowTable follows={followers} />
				</>
			)}
			<h2 className="fr-mt-4w">Ses méthodes</h2>
			<Methods service={service} />
			{may(ProcessService.method.verify) && (
				<>
					<h2 className="fr-mt-4w">Entretien</h2>
					<Upkeep service={service} />
				</>
			)}
		</>
	);
}

function Status({ state }: { state: ProcessState }) {
	const { status } = state;
	if (!status) {
		return null;
	}
	return (
		<>
			<Figures
				figures={[
					['entrées au journal', number(status.position?.sequence ?? 0n)],
					['actes depuis le démarrage', number(status.commands)],
					['questions', number(status.queries)],
					['refus', number(status.refusals)],
					['de mémoire', bytes(status.residentBytes)],
					['de données', bytes(status.storeBytes)],
				]}
			/>
			<Facts
				facts={[
					['État', <StateBadge state={state} />],
					['Version', status.version],
					['Instance', status.instance],
					['Possédé par', status.ownerInstance && `l’instance « ${status.ownerInstance} », dont il est la copie`],
					['Démarré', instantSeconds(status.startedAt)],
					['Époque du journal', number(status.position?.epoch ?? 0)],
					['Écritures groupées', number(status.commits)],
					['Effets en attente', number(status.effectsWaiting)],
				]}
			/>
		</>
	);
}

function Methods({ service }: { service: string }) {
	const traffic = useAnswer(BusService.method.getTraffic, {}, { refetchInterval: POLL_MS });
	return (
		<Answer
			of={traffic}
			what="Le trafic"
			isEmpty={({ methods }) => !methods.some(({ method }) => method.split('.')[1] === service)}
			empty="Personne n’a appelé ce service depuis le démarrage du bus."
		>
			{({ methods }) => <MethodTable methods={methods.filter(({ method }) => method.split('.')[1] === service)} />}
		</Answer>
	);
}
