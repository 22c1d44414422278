import { Breadcrumb } from '@codegouvfr/react-dsfr/Breadcrumb';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { PATHS } from '~/paths';

interface Props {
	title: string;
	lead?: ReactNode;
	above?: { text: string; href: string }[]; // pages between the home page and this one
	actions?: ReactNode;
	children?: ReactNode;
}

/* The frame of every page: its title, also the window's, and where it lies. */
export function Page({ title, lead, above, actions, children }: Props) {
	useEffect(() => {
		document.title = `${title} – Petites villes de demain`;
	}, [title]);
	return (
		<>
			{above && (
				<Breadcrumb
					homeLinkProps={{ href: PATHS.home }}
					segments={above.map(({ text, href }) => ({ label: text, linkProps: { href } }))}
					currentPageLabel={title}
				/>
			)}
			<div className="pvd-page-head">
				<h1>{title}</h1>
				{actions && <div className="pvd-actions">{actions}</div>}
			</div>
			{lead && <p className="fr-text--lead">{lead}</p>}
			{children}
		</>
	);
}
