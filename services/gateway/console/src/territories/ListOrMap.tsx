import type { ReactNode } from 'react';
import { Segments } from '~/ui/Segments';

import { useAddress } from '~/ui/useAddress';
import { SelectionMap } from './SelectionMap';
import './maps.css';

const VIEWS = [
	['liste', 'Liste'],
	['carte', 'Carte'],
] as const;

interface Props {
	what: [one: string, many: string];
	departements: () => readonly (readonly string[])[]; // of each row
	besides?: () => ReactNode; // another map of the same
	children: ReactNode; // the list
}

/* A selection to read, or to see. */
export function ListOrMap({ what, departements, besides, children }: Props) {
	const [view, setView] = useAddress('vue', 'liste');
	const isMap = view === 'carte';
	return (
		<>
			<Segments
				isSmall
				className="fr-mb-2w"
				legend="Présentation"
				isLegendHidden
				of={VIEWS}
				value={isMap ? 'carte' : 'liste'}
				onChange={setView}
			/>
			{isMap ? (
				<div className="pvd-maps">
					<SelectionMap what={what} departements={departements()} />
					{besides?.()}
				</div>
			) : (
				children
			)}
		</>
	);
}
