import type { GetTrafficResponse, MethodTraffic, PrincipalTraffic } from 'pvd/bus/v1/bus_pb.js';
import { methodByName } from '~/api/methods';
import { address } from '~/paths';
import { Lines } from '~/ui/charts/Lines';
import { bytes, number } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { useSorting } from '~/ui/useSorting';
import { methodWord } from '~/words';
import type { Sample } from './useSamples';

/* ---- Rates: figures are totals since the bus started, so that a rate is what two of them differ by. */

function total(traffic: GetTrafficResponse, of: (method: MethodTraffic) => bigint): number {
	return traffic.methods.reduce((sum, method) => sum + Number(of(method)), 0);
}

/* Per second, between each sample and the one before; undefined where the bus was started anew. */
function rates(
	samples: readonly Sample<GetTrafficResponse>[],
	of: (method: MethodTraffic) => bigint,
): (number | undefined)[] {
	return samples.slice(1).map(({ at, value }, n) => {
		const before = samples[n];
		const grown = before ? total(value, of) - total(before.value, of) : -1;
		return before && grown >= 0 && at > before.at ? (grown * 1000) / (at - before.at) : undefined;
	});
}

function perSecond(rate: number): string {
	return `${rate.toLocaleString('fr-FR', { maximumFractionDigits: 1 })} /s`;
}

export function TrafficLines({ samples }: { samples: readonly Sample<GetTrafficResponse>[] }) {
	const calls = rates(samples, (method) => method.calls);
	const failures = rates(samples, (method) => method.failures);
	const last = calls.at(-1);
	return (
		<Lines
			title="Appels par seconde"
			summary={
				last === undefined
					? 'Mesuré toutes les deux secondes ; la ligne commence ici.'
					: `En ce moment ${perSecond(last)}, cette page comprise.`
			}
			times={samples.slice(1).map(({ at }) => at)}
			series={[
				{ name: 'Appels', values: calls },
				{ name: 'dont refusés par un service', values: failures },
			]}
			text={perSecond}
		/>
	);
}

/* ---- Methods */

function milliseconds(us: bigint): string {
	return `${(Number(us) / 1000).toLocaleString('fr-FR', { maximumFractionDigits: us < 10_000n ? 2 : 0 })} ms`;
}

function Method({ method }: { method: string }) {
	const command = methodByName(method);
	const short = method.slice(method.lastIndexOf('.') + 1);
	return command ? (
		<span>
			{methodWord(command)}
			<br />
			<code className="fr-text--xs">{short}</code>
		</span>
	) : (
		<code className="fr-text--xs">{short}</code>
	);
}

const METHODS: Column<MethodTraffic>[] = [
	{
		id: 'methode',
		head: 'Méthode',
		width: 'minmax(13rem, 3fr)',
		cell: ({ method }) => <Method method={method} />,
		sort: ({ method }) => method,
	},
	{ id: 'appels', head: 'Appels', isNumber: true, cell: ({ calls }) => number(calls), sort: ({ calls }) => calls },
	{
		id: 'refus',
		head: 'Refus',
		isNumber: true,
		cell: ({ failures }) => number(failures),
		sort: ({ failures }) => failures,
	},
	{ id: 'p50', head: 'Médiane', isNumber: true, cell: ({ p50Us }) => milliseconds(p50Us), sort: ({ p50Us }) => p50Us },
	{
		id: 'p99',
		head: '99e centile',
		isNumber: true,
		cell: ({ p99Us }) => milliseconds(p99Us),
		sort: ({ p99Us }) => p99Us,
	},
];

export function MethodTable({ methods }: { methods: readonly MethodTraffic[] }) {
	const [sorting, setSorting] = useSorting('-appels');
	return (
		<>
			<LongTable
				caption="Méthodes appelées depuis le démarrage du bus"
				columns={METHODS}
				rows={methods}
				rowKey={({ method }) => method}
				sorting={sorting}
				onSort={setSorting}
				what={['méthode', 'méthodes']}
			/>
			<p className="fr-text--sm fr-mt-1w">
				Durées : de l’arrivée au bus au départ de la réponse. La lecture d’un journal (<code>Fetch</code>) attend
				jusqu’à 30 secondes qu’une entrée arrive : sa durée est une attente, non une lenteur.
			</p>
		</>
	);
}

/* ---- Who calls */

const PRINCIPALS: Column<PrincipalTraffic>[] = [
	{
		id: 'acteur',
		head: 'Acteur',
		width: 'minmax(12rem, 2fr)',
		cell: ({ principal }) => <a href={address('principal', { id: principal })}>{principal}</a>,
		sort: ({ principal }) => principal,
	},
	{
		id: 'connexions',
		head: 'Connexions',
		isNumber: true,
		cell: ({ connections }) => number(connections),
		sort: ({ connections }) => connections,
	},
	{
		id: 'encours',
		head: 'En cours',
		isNumber: true,
		cell: ({ inFlight }) => number(inFlight),
		sort: ({ inFlight }) => inFlight,
	},
	{ id: 'appels', head: 'Appels', isNumber: true, cell: ({ calls }) => number(calls), sort: ({ calls }) => calls },
	{
		id: 'refus',
		head: 'Refusés par le bus',
		isNumber: true,
		cell: ({ refused }) => number(refused),
		sort: ({ refused }) => refused,
	},
	{ id: 'recu', head: 'Reçu', isNumber: true, cell: ({ bytesIn }) => bytes(bytesIn), sort: ({ bytesIn }) => bytesIn },
	{
		id: 'rendu',
		head: 'Rendu',
		isNumber: true,
		cell: ({ bytesOut }) => bytes(bytesOut),
		sort: ({ bytesOut }) => bytesOut,
	},
];

export function PrincipalTrafficTable({ principals }: { principals: readonly PrincipalTraffic[] }) {
	const [sorting, setSorting] = useSorting('-appels');
	return (
		<LongTable
			caption="Acteurs qui ont appelé depuis le démarrage du bus"
			columns={PRINCIPALS}
			rows={principals}
			rowKey={({ principal }) => principal}
			sorting={sorting}
			onSort={setSorting}
			what={['acteur', 'acteurs']}
		/>
	);
}
