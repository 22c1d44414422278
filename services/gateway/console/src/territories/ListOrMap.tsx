import { SegmentedControl } from '@codegouvfr/react-dsfr/SegmentedControl';
import type { ReactNode } from 'react';
import { useAddress } from '~/ui/useAddress';
import { SelectionMap } from './SelectionMap';
import './maps.css';

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
			<SegmentedControl
				small
				className="fr-mb-2w"
				legend="Présentation"
				hideLegend
				segments={[
					{ label: 'Liste', nativeInputProps: { checked: !isMap, onChange: () => setView('liste') } },
					{ label: 'Carte', nativeInputProps: { checked: isMap, onChange: () => setView('carte') } },
				]}
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
