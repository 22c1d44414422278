import { SegmentedControl } from '@codegouvfr/react-dsfr/SegmentedControl';
import type { ReactNode } from 'react';
import { useAddress } from '~/ui/useAddress';
import { SelectionMap } from './SelectionMap';

interface Props {
	what: [one: string, many: string];
	departements: () => readonly (readonly string[])[]; // of each row
	children: ReactNode; // the list
}

/* A selection to read, or to see. */
export function ListOrMap({ what, departements, children }: Props) {
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
			{isMap ? <SelectionMap what={what} departements={departements()} /> : children}
		</>
	);
}
