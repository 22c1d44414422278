/* The frame of every chart and map: what it shows in words, the picture, and the same figures as a table for those who
 * cannot see it, or want to copy them. */
import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import type { ReactNode } from 'react';
import { ShortTable } from './ShortTable';

interface Props {
	title: string;
	summary?: string; // what one should see
	head: readonly string[];
	rows: readonly (readonly ReactNode[])[];
	numbers?: readonly number[];
	children: ReactNode; // an <svg className="pvd-chart" aria-hidden="true">
}

export function Chart({ title, summary, head, rows, numbers = [], children }: Props) {
	return (
		<figure className="pvd-figure-frame" aria-label={title}>
			<figcaption>
				<strong>{title}</strong>
				{summary && <p className="fr-text--sm fr-mb-1w">{summary}</p>}
			</figcaption>
			{children}
			<Accordion label={`Les chiffres : ${title}`} titleAs="h3">
				<ShortTable caption={title} isCaptionHidden head={head} rows={rows} numbers={numbers} />
			</Accordion>
		</figure>
	);
}
