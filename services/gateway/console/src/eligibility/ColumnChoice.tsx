import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { Checkbox } from '@codegouvfr/react-dsfr/Checkbox';
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import { Segments } from '~/ui/Segments';
import type { Choice } from './columns';
import { COLUMNS_MAX, idsOf } from './columns';
import type { Indicators } from './transformations';

/* The grid's lines, as columns of one's choice. */
const SHOWN = [
	['points', 'Leurs points'],
	['valeur', 'Leur valeur'],
] as const;

export function ColumnChoice({ grid, indicators, choice }: { grid: Grid; indicators: Indicators; choice: Choice }) {
	const { ids, shown, setIds, setShown } = choice;
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
			<Segments isSmall legend="Ce que l’on en montre" of={SHOWN} value={shown} onChange={setShown} />
		</Accordion>
	);
}
