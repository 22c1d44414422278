/* What a page shows while it has not, cannot have, or may not have what it wants to show. */
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Button } from '@codegouvfr/react-dsfr/Button';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { Refusal } from '~/api/refusal';
import { isSignInNeeded, isUnknown, refusalOf } from '~/api/refusal';
import { PATHS } from '~/paths';

/* What is there soon is not announced: a text that flickers says nothing. */
export function Loading({ what }: { what: string }) {
	const [isLong, setIsLong] = useState(false);
	useEffect(() => {
		const timer = window.setTimeout(() => setIsLong(true), 400);
		return () => window.clearTimeout(timer);
	}, []);
	return (
		<p role="status" className="pvd-loading">
			{isLong && `${what} : chargement…`}
		</p>
	);
}

export function Starting() {
	return (
		<main className="fr-container fr-py-6w">
			<Loading what="Petites villes de demain" />
		</main>
	);
}

export function Empty({ children }: { children: ReactNode }) {
	return <p className="pvd-empty">{children}</p>;
}

export function RefusalText({ refusal }: { refusal: Refusal }) {
	return (
		<>
			{refusal.message}
			{refusal.legalReference !== '' && (
				<>
					<br />
					Règle : {refusal.legalReference}
				</>
			)}
			{refusal.reason !== '' && (
				<>
					<br />
					<span className="fr-text--sm">
						Motif : <code>{refusal.reason}</code>
					</span>
				</>
			)}
		</>
	);
}

/* Why an act is not done yet, and what becomes of it; `kept` says so where the service alone is waited for. */
export function WaitingText({ refusal, kept }: { refusal: Refusal | undefined; kept: string }) {
	const mustSignIn = refusal !== undefined && isSignInNeeded(refusal);
	return (
		<>
			{refusal?.message}{' '}
			{mustSignIn ? (
				<>
					Votre saisie est gardée : <a href={PATHS.signIn}>reconnectez-vous</a>, elle partira.
				</>
			) : (
				kept
			)}
		</>
	);
}

/* Why there is nothing to show, and what to do. */
export function Refused({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
	const refusal = refusalOf(error);
	if (isSignInNeeded(refusal)) {
		return (
			<Alert
				as="h2"
				severity="info"
				title="Connectez-vous pour voir cette page"
				description={
					<>
						{refusal.message} <a href={PATHS.signIn}>Se connecter</a>
					</>
				}
			/>
		);
	}
	return (
		<div role="alert">
			<Alert
				as="h2"
				severity={isUnknown(refusal) ? 'warning' : 'error'}
				title={isUnknown(refusal) ? 'Un service ne répond pas en ce moment' : 'Ceci n’a pas pu être montré'}
				description={<RefusalText refusal={refusal} />}
			/>
			{retry && (
				<Button priority="secondary" className="fr-mt-2w" onClick={retry}>
					Réessayer
				</Button>
			)}
		</div>
	);
}

interface AnswerProps<T> {
	of: UseQueryResult<T>;
	what: string; // "La liste des demandes"
	isEmpty?: (data: T) => boolean;
	empty?: ReactNode;
	children: (data: T) => ReactNode;
}

/* An answer in all of its states. One that was had before is shown on while the service is away, and said to be old. */
export function Answer<T>({ of, what, isEmpty, empty, children }: AnswerProps<T>) {
	const { data, error, isPending, refetch } = of;
	if (data === undefined) {
		return error ? <Refused error={error} retry={() => void refetch()} /> : isPending ? <Loading what={what} /> : null;
	}
	return (
		<>
			{error && <Stale retry={() => void refetch()} />}
			{isEmpty?.(data) ? <Empty>{empty}</Empty> : children(data)}
		</>
	);
}

function Stale({ retry }: { retry: () => void }) {
	return (
		<div className="fr-mb-2w">
			<Alert
				severity="warning"
				small
				description={
					<>
						Le service ne répond pas en ce moment : voici ce que l’on savait.{' '}
						<button type="button" className="fr-link" onClick={retry}>
							Réessayer
						</button>
					</>
				}
			/>
		</div>
	);
}
