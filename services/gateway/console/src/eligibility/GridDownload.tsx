import type { JsonObject } from '@bufbuild/protobuf';
import { create, toJson } from '@bufbuild/protobuf';
import { Button } from '@codegouvfr/react-dsfr/Button';
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import { AdoptGridRequestSchema } from 'pvd/eligibility/v1/grid_pb.js';
import { download } from '~/ui/download';
import { today } from '~/ui/format';
import type { Trial } from './trial';
import { triedGrid } from './trial';

/* A grid as `pvd import grid` takes it: a new version, from today on, which whoever adopts it may rename. */
function fileOf(grid: Grid, trial: Trial): string {
	const { adoptedAt: _, ...tried } = triedGrid(trial, grid);
	const request = create(AdoptGridRequestSchema, {
		grid: { ...tried, title: `${grid.title} (variante)`, validFrom: today(), validUntil: '' },
	});
	return `${JSON.stringify(toJson(AdoptGridRequestSchema, request) as JsonObject, null, '\t')}\n`;
}

export function GridDownload({ grid, trial }: { grid: Grid; trial: Trial }) {
	return (
		<Button
			type="button"
			priority="secondary"
			iconId="fr-icon-download-line"
			onClick={() => download(`${triedGrid(trial, grid).version}.json`, 'application/json', fileOf(grid, trial))}
		>
			Télécharger cette grille
		</Button>
	);
}
