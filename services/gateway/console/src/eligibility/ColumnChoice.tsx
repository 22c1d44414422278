import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { Checkbox } from '@codegouvfr/react-dsfr/Checkbox';
import { SegmentedControl } from '@codegouvfr/react-dsfr/SegmentedControl';
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import type { Choice, Shown } from './columns';
import { COLUMNS_MAX, idsOf } from './columns';
import type { Indicators } from './transformations';

/* The grid's lines, as columns of one's choice. */
export function ColumnChoice({ grid, indicators, choice }: { grid: Grid; indicators: Indicators; choice: Choice }) {
	const { ids, shown, setIds, setShown } = choice;
	const segment = (value: Shown, label: string) => ({
		label,
		nativeInputProps: { checked: shown === value, onChange: () => setShown(value) },
	});
	return (
		<Accordion label={`Colonnes : indicateurs de la grille (${ids.length} choisis)`} titleAs="h3">
			<Checkbox
				small
				legend={`Indicateurs, au plus ${COLUMNS_MAX}`}
				options={idsOf(grid).map((id) => ({
					label: indicators.get(id)?.title ?? id,
					nativeInputProps: {
						checked: ids.includes(id),
						disabled: !ids.includes(id) && ids.length >= COLUMNS_MAX,
						onChange: ({ target }) => setIds(target.checked ? [...ids, id] : ids.filter((one) => one !== id)),
					},
				}))}
			/>
			<SegmentedControl
				small
				legend="Ce que l’on en montre"
				segments={[segment('points', 'Leurs points'), segment('valeur', 'Leur valeur')]}
			/>
		</Accordion>
	);
}
