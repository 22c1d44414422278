import { Badge } from '@codegouvfr/react-dsfr/Badge';
import type { Export } from 'pvd/gateway/v1/export_pb.js';
import { ExportState, ExportStateSchema } from 'pvd/gateway/v1/export_pb.js';
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useRows } from '~/api/queries';
import { bytes, instant, number } from '~/ui/format';
import { ShortTable } from '~/ui/ShortTable';
import { Answer } from '~/ui/states';
import { enumWord, methodWord } from '~/words';
import { criteriaText, listByName } from './lists';

const PROGRESS_MS = 1_000;

/* The caller's exports; how far the running ones are is asked every second. */
export function Exports() {
	const [isRunning, setIsRunning] = useState(false);
	const exports = useRows(
		GatewayService.method.listExports,
		{},
		(page) => page.exports,
		isRunning ? { refetchInterval: PROGRESS_MS } : {},
	);
	useEffect(
		() => setIsRunning(exports.data?.some(({ state }) => state === ExportState.RUNNING) ?? false),
		[exports.data],
	);
	return (
		<Answer
			of={exports}
			what="Vos exports"
			isEmpty={(all) => all.length === 0}
			empty="Aucun export : demandez-en un ci-dessus. Il se fait pendant que vous faites autre chose, et reste ici une semaine."
		>
			{(all) => (
				<ShortTable
					caption="Mes exports"
					isCaptionHidden
					head={['Liste', 'Demandé', 'État', 'Lignes', 'Taille', 'Fichier']}
					rows={all.map(rowOf)}
					numbers={[3, 4]}
				/>
			)}
		</Answer>
	);
}

function rowOf(one: Export): ReactNode[] {
	const method = listByName(one.method);
	const criteria = method ? criteriaText(method, one.requestJson) : '';
	return [
		<>
			{method ? methodWord(method) : one.method}
			{criteria !== '' && (
				<>
					<br />
					<span className="fr-text--xs">{criteria}</span>
				</>
			)}
		</>,
		instant(one.requestedAt),
		<StateBadge state={one.state} />,
		number(one.rows),
		one.sizeBytes > 0n ? bytes(one.sizeBytes) : '–',
		<File of={one} />,
	];
}

function StateBadge({ state }: { state: ExportState }) {
	const severities = {
		[ExportState.DONE]: 'success',
		[ExportState.FAILED]: 'error',
		[ExportState.RUNNING]: 'info',
	} as const;
	return (
		<Badge small severity={state === ExportState.UNSPECIFIED ? undefined : severities[state]}>
			{enumWord(ExportStateSchema, state)}
		</Badge>
	);
}

function File({ of: { id, state, failure, expiresAt, method } }: { of: Export }) {
	if (state === ExportState.FAILED) {
		return <>{failure}</>;
	}
	if (state !== ExportState.DONE) {
		return <>Le fichier sera ici.</>;
	}
	const list = listByName(method);
	return (
		<>
			<a className="fr-link fr-link--sm fr-icon-download-line fr-link--icon-left" href={`/api/exports/${id}`} download>
				Télécharger<span className="fr-sr-only"> : {list ? methodWord(list) : method}</span>
			</a>
			<br />
			<span className="fr-text--xs">jusqu’au {instant(expiresAt)}</span>
		</>
	);
}
