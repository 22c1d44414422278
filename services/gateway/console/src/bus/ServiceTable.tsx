import { Badge } from '@codegouvfr/react-dsfr/Badge';
import { address } from '~/paths';
import { bytes, instantSeconds, number } from '~/ui/format';
import { ShortTable } from '~/ui/ShortTable';
import { alarmsOf } from './Alarms';
import { processWord } from './services';
import type { ProcessState } from './useStatuses';

const HEAD = [
	'Service',
	'État',
	'Entrées au journal',
	'Mémoire',
	'Données',
	'Actes',
	'Questions',
	'Refus',
	'Effets en attente',
	'Depuis',
	'Journal',
];
const NUMBERS = [2, 3, 4, 5, 6, 7, 8];

export function StateBadge({ state }: { state: ProcessState }) {
	if (state.fault !== '') {
		return (
			<Badge small severity="error">
				Ne répond pas
			</Badge>
		);
	}
	if (!state.status) {
		return <Badge small>Inconnu</Badge>;
	}
	return alarmsOf(state).length > 0 ? (
		<Badge small severity="warning">
			Alarme
		</Badge>
	) : (
		<Badge small severity="success">
			En marche
		</Badge>
	);
}

/* Counts are since each process started; what a process that does not answer said last stays. */
export function ServiceTable({ states }: { states: readonly ProcessState[] }) {
	const rows = states.map((state) => {
		const { service, status } = state;
		const of = (value: bigint | undefined) => (value === undefined ? '–' : number(value));
		return [
			<a href={address('service', { service })}>{processWord(service)}</a>,
			<StateBadge state={state} />,
			of(status?.position?.sequence),
			status ? bytes(status.residentBytes) : '–',
			status ? bytes(status.storeBytes) : '–',
			of(status?.commands),
			of(status?.queries),
			of(status?.refusals),
			of(status?.effectsWaiting),
			instantSeconds(status?.startedAt),
			<a href={address('journal', { service })}>
				Lire<span className="fr-sr-only"> le journal : {processWord(service)}</span>
			</a>,
		];
	});
	return <ShortTable caption="Services de l’instance" head={HEAD} rows={rows} numbers={NUMBERS} />;
}
