import type { AlertProps } from '@codegouvfr/react-dsfr/Alert';
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Badge } from '@codegouvfr/react-dsfr/Badge';
import { Button } from '@codegouvfr/react-dsfr/Button';
import type { ReactNode } from 'react';
import type { Bulk as BulkState, Line, LineState } from '~/api/bulk';
import { useBulk } from '~/api/bulk';
import { count } from './format';
import { ShortTable } from './ShortTable';
import { RefusalText } from './states';
import './bulk.css';

interface Props {
	name: string; // what it is kept under: "avis/77"
	title: string; // what is done, to what: "Avis favorables sur 12 candidatures"
	submit: string; // on the button: "Donner les avis"
	lines: () => Line[]; // what the button begins: bulkLine() for each
	isReady?: boolean; // there is something to begin
	children?: ReactNode; // above the button
}

/* Many acts of the same kind: begun by one button, done one after the other, each line saying what became of it. */
export function Bulk({ name, title, submit, lines, isReady = true, children }: Props) {
	const bulk = useBulk(name);
	if (bulk.lines.length === 0) {
		return (
			<>
				{children}
				<Button type="button" disabled={!isReady} onClick={() => bulk.start(lines())}>
					{submit}
				</Button>
			</>
		);
	}
	return (
		<section aria-label={title} className="pvd-stack">
			<Progress bulk={bulk} title={title} />
			<div className="pvd-actions">
				<Actions bulk={bulk} />
			</div>
			<ShortTable caption={title} head={['Acte', 'État', 'Motif']} rows={bulk.lines.map(rowOf)} />
		</section>
	);
}

const STATES: Record<LineState, { text: string; severity?: AlertProps.Severity }> = {
	waiting: { text: 'À faire' },
	sent: { text: 'En cours', severity: 'info' },
	done: { text: 'Fait', severity: 'success' },
	refused: { text: 'Refusé', severity: 'error' },
	'given-up': { text: 'Abandonné', severity: 'warning' },
};

function rowOf({ title, state, refusal }: Line): ReactNode[] {
	const { text, severity } = STATES[state];
	return [
		title,
		<Badge small severity={severity}>
			{text}
		</Badge>,
		refusal ? <RefusalText refusal={refusal} /> : '',
	];
}

function Progress({ bulk, title }: { bulk: BulkState; title: string }) {
	const { lines, isOver, isStopped } = bulk;
	const of = (state: LineState) => lines.filter((line) => line.state === state).length;
	const settled = lines.length - of('waiting') - of('sent');
	const said = [
		`${count(settled, 'acte')} sur ${lines.length}`,
		of('refused') > 0 && `dont ${count(of('refused'), 'refusé')}`,
		of('given-up') > 0 && `dont ${count(of('given-up'), 'abandonné')}`,
		isOver ? 'terminé' : isStopped && 'arrêté : rien d’autre ne part avant « Reprendre »',
	].filter(Boolean);
	return (
		<div aria-live="polite">
			{isOver && of('done') === lines.length ? (
				<Alert
					severity="success"
					small
					description={`${title} : ${count(lines.length, 'acte enregistré', 'actes enregistrés')}.`}
				/>
			) : (
				<p className="fr-mb-1w">{said.join(', ')}.</p>
			)}
			<progress className="pvd-bulk-progress" max={lines.length} value={settled} aria-label={title} />
		</div>
	);
}

function Actions({ bulk }: { bulk: BulkState }) {
	if (bulk.isOver) {
		return (
			<Button type="button" priority="secondary" onClick={bulk.clear}>
				Refermer
			</Button>
		);
	}
	if (!bulk.isStopped) {
		return (
			<Button type="button" priority="secondary" onClick={bulk.stop}>
				Arrêter après l’acte en cours
			</Button>
		);
	}
	return (
		<>
			<Button type="button" onClick={bulk.resume}>
				Reprendre
			</Button>
			<Button type="button" priority="tertiary" onClick={bulk.clear}>
				Abandonner le reste
			</Button>
		</>
	);
}
