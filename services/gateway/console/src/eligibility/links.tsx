import { address, PATHS } from '~/paths';
import { RouteLink } from '~/ui/RouteLink';

/* The pages of one run say so in their address; the latest one's do not. */
export function scoreHref(code: string, runId = ''): string {
	return address('score', { code }) + (runId === '' ? '' : `?calcul=${encodeURIComponent(runId)}`);
}

export function comparisonHref(a: string, b = ''): string {
	return `${PATHS.comparison}?${new URLSearchParams({ a, ...(b !== '' && { b }) })}`;
}

export function runHref(runId: string): string {
	return `${PATHS.runs}?calcul=${encodeURIComponent(runId)}`;
}

export function GridLink({ version }: { version: string }) {
	return <RouteLink href={address('grid', { version })}>{version}</RouteLink>;
}

export function IndicatorLink({ id, title }: { id: string; title: string }) {
	return <RouteLink href={`${PATHS.indicators}?indicateur=${encodeURIComponent(id)}`}>{title}</RouteLink>;
}
