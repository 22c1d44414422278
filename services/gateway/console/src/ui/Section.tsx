import type { ReactNode } from 'react';

interface Props {
	id: string; // of its heading, unique within the page
	title: string;
	className?: string;
	children: ReactNode;
}

/* A part of a page under its heading, which names it for whoever goes from part to part. */
export function Section({ id, title, className, children }: Props) {
	return (
		<section className={className} aria-labelledby={id}>
			<h2 className="fr-h4" id={id}>
				{title}
			</h2>
			{children}
		</section>
	);
}
