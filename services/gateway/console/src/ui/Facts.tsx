import type { ReactNode } from 'react';

/* What one knows of something: terms and what they are here. Terms with nothing to say are left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
	return (
		<dl className="pvd-facts">
			{facts
				.filter(([, value]) => value !== undefined && value !== null && value !== '')
				.map(([term, value]) => (
					<div key={term} className="pvd-fact">
						<dt>{term}</dt>
						<dd>{value}</dd>
					</div>
				))}
		</dl>
	);
}

/* Numbers large enough to be seen first. */
export function Figures({ figures }: { figures: readonly (readonly [string, ReactNode])[] }) {
	return (
		<ul className="pvd-figures">
			{figures.map(([term, value]) => (
				<li key={term} className="pvd-figure">
					<span className="pvd-figure-value">{value}</span> {term}
				</li>
			))}
		</ul>
	);
}
