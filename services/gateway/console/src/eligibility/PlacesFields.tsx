import { Select } from '@codegouvfr/react-dsfr/Select';
import { Count } from './Count';
import type { PlacesChoice, PlacesKind } from './trial';

const KINDS: readonly (readonly [PlacesKind, string])[] = [
	['departement', 'Les premières de chaque département'],
	['france', 'Les premières de France'],
	['part', 'Une part des éligibles de chaque département'],
	['toutes', 'Toutes les éligibles'],
];

const COUNTS: Partial<Record<PlacesKind, string>> = {
	departement: 'Places par département',
	france: 'Places en France',
	part: 'Part retenue, en %',
};

const MOST = 40_000; // communes: more than there are

/* Who is chosen, of those that are ranked. */
export function PlacesFields({ places, onChange }: { places: PlacesChoice; onChange: (places: PlacesChoice) => void }) {
	const counted = COUNTS[places.kind];
	return (
		<>
			<Select
				label="Qui est retenu"
				nativeSelectProps={{
					value: places.kind,
					onChange: (event) => onChange({ ...places, kind: event.target.value as PlacesKind }),
				}}
			>
				{KINDS.map(([kind, text]) => (
					<option key={kind} value={kind}>
						{text}
					</option>
				))}
			</Select>
			{counted && (
				<Count
					label={counted}
					value={places.count}
					most={places.kind === 'part' ? 100 : MOST}
					onChange={(count) => onChange({ ...places, count })}
				/>
			)}
		</>
	);
}
