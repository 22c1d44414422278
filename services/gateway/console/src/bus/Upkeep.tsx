/* What an operator has a service do on itself: long work, whose result stays here while the console is open. */

import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Button } from '@codegouvfr/react-dsfr/Button';
import { Input } from '@codegouvfr/react-dsfr/Input';
import { useQuery } from '@tanstack/react-query';
import type { BackupResponse, CheckRebuildResponse, VerifyResponse } from 'pvd/bus/v1/process_pb.js';
import { ProcessService } from 'pvd/bus/v1/process_pb.js';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { call } from '~/api/queries';
import { refusalOf } from '~/api/refusal';
import { useMay } from '~/api/session';
import { bytes, count, number } from '~/ui/format';
import { RefusalText } from '~/ui/states';
import { fieldWord, methodWord } from '~/words';
import { processWord } from './services';

const LONGEST_MS = 15 * 60_000; // the bus waits no longer (ROUTER_TIMEOUT_MAX_MS)

/* Asked by a button alone: neither a reload of the page's answers nor a second look begins it again. */
function useWork<I extends DescMessage, O extends DescMessage>(
	method: DescMethodUnary<I, O>,
	request: MessageInitShape<I>,
	service: string,
) {
	return useQuery({
		queryKey: ['upkeep', service, method.name],
		queryFn: () => call(method, request, { service, timeoutMs: LONGEST_MS }),
		enabled: false,
		retry: false,
		gcTime: Infinity,
		staleTime: Infinity,
	});
}

function useSeconds(isRunning: boolean): number {
	const [seconds, setSeconds] = useState(0);
	useEffect(() => {
		if (!isRunning) {
			return;
		}
		const start = performance.now();
		setSeconds(0);
		const timer = window.setInterval(() => setSeconds(Math.floor((performance.now() - start) / 1000)), 1000);
		return () => window.clearInterval(timer);
	}, [isRunning]);
	return seconds;
}

interface WorkProps<I extends DescMessage, O extends DescMessage> {
	method: DescMethodUnary<I, O>;
	request: MessageInitShape<I>;
	service: string;
	explained: string;
	result: (answer: MessageShape<O>) => ReactNode;
	children?: ReactNode;
}

function Work<I extends DescMessage, O extends DescMessage>({
	method,
	request,
	service,
	explained,
	result,
	children,
}: WorkProps<I, O>) {
	const may = useMay();
	const { data, error, isFetching, refetch } = useWork(method, request, service);
	const seconds = useSeconds(isFetching);
	if (!may(method)) {
		return null;
	}
	return (
		<div className="fr-mb-3w">
			<p className="fr-mb-1w">{explained}</p>
			{children}
			<Button
				type="button"
				priority="secondary"
				disabled={isFetching}
				onClick={() => void refetch()}
				title={`${methodWord(method)} : ${processWord(service)}`}
			>
				{methodWord(method)}
			</Button>
			<div aria-live="polite" className="fr-mt-1w">
				{isFetching ? (
					<p>
						En cours depuis {count(seconds, 'seconde')}. Le service répond aux autres pendant ce temps ; cela peut durer
						plusieurs minutes.
					</p>
				) : error ? (
					<Alert
						severity="error"
						title="Cela n’a pas abouti"
						description={<RefusalText refusal={refusalOf(error)} />}
					/>
				) : (
					data && result(data)
				)}
			</div>
		</div>
	);
}

function Verified({ answer: { ok, entries, badSequence, fault, head } }: { answer: VerifyResponse }) {
	const all = count(entries, 'entrée');
	return ok ? (
		<Alert
			severity="success"
			small
			description={`Journal intact : ${all}, ordre et empreintes justes, jusqu’à l’entrée ${number(head?.sequence ?? 0n)} ; réponses gardées et entrées reçues aussi.`}
		/>
	) : (
		<Alert
			severity="error"
			title={
				badSequence
					? `Journal altéré à l’entrée ${number(badSequence)}`
					: 'Ce qui est gardé à côté du journal est altéré'
			}
			description={`${fault} ${all} lues. Arrêtez l’instance et remettez une sauvegarde en place : pvd help restore.`}
		/>
	);
}

function Rebuilt({ answer: { same, entries, tables } }: { answer: CheckRebuildResponse }) {
	const all = `${count(entries, 'entrée rejouée', 'entrées rejouées')}, ${count(tables.length, 'table comparée', 'tables comparées')}`;
	const different = tables.filter(({ live, rebuilt }) => live.join() !== rebuilt.join()).map(({ table }) => table);
	return same ? (
		<Alert severity="success" small description={`L’état est bien celui que dit le journal : ${all}.`} />
	) : (
		<Alert
			severity="error"
			title="L’état n’est pas celui que dit le journal"
			description={`${all} ; différent : ${different.join(', ')}. Refaites l’état depuis le journal : pvd help rebuild.`}
		/>
	);
}

function BackedUp({ answer: { path, bytes: size, position } }: { answer: BackupResponse }) {
	return (
		<Alert
			severity="success"
			small
			description={
				<>
					Copié dans <code>{path}</code> : {bytes(size)}, jusqu’à l’entrée {number(position?.sequence ?? 0n)}. Les clés
					n’en font pas partie : gardez-les à part.
				</>
			}
		/>
	);
}

/* "2026-11-27-0312": what one would call a backup made now. */
function nameOfNow(): string {
	return new Date().toISOString().slice(0, 16).replace('T', '-').replace(':', '');
}

function Backup({ service }: { service: string }) {
	const [name, setName] = useState(nameOfNow);
	const { label, hint } = fieldWord(ProcessService.method.backup.input.field.name);
	return (
		<Work
			method={ProcessService.method.backup}
			request={{ name }}
			service={service}
			explained="Copie les données du service pendant qu’il marche, sur la machine de l’instance."
			result={(answer) => <BackedUp answer={answer} />}
		>
			<Input
				label={label}
				hintText={hint}
				nativeInputProps={{ name: `backup-${service}`, value: name, onChange: (event) => setName(event.target.value) }}
			/>
		</Work>
	);
}

export function Verify({ service }: { service: string }) {
	return (
		<Work
			method={ProcessService.method.verify}
			request={{}}
			service={service}
			explained="Relit tout le journal (ordre, empreintes, contenus), puis ce qui est gardé à côté : réponses aux actes, entrées reçues."
			result={(answer) => <Verified answer={answer} />}
		/>
	);
}

export function Upkeep({ service }: { service: string }) {
	const may = useMay();
	return (
		<>
			<Verify service={service} />
			<Work
				method={ProcessService.method.checkRebuild}
				request={{}}
				service={service}
				explained="Rejoue tout le journal à part, et compare chaque table avec celle qui sert. Ne change rien."
				result={(answer) => <Rebuilt answer={answer} />}
			/>
			{may(ProcessService.method.backup) && <Backup service={service} />}
		</>
	);
}
