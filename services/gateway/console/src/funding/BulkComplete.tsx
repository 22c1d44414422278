import { Button } from '@codegouvfr/react-dsfr/Button';
import { Checkbox } from '@codegouvfr/react-dsfr/Checkbox';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { useState } from 'react';
import { bulkLine } from '~/api/bulk';
import { Bulk } from '~/ui/Bulk';
import { count, day, euros } from '~/ui/format';
import { sum } from './application';

/* Files of which all documents are there, declared complete together. */
export function BulkComplete({ applications }: { applications: readonly Application[] }) {
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const acts = applications.filter(({ id }) => chosen.includes(id));
	return (
		<Bulk
			name="dossiers-complets"
			title="Dossiers déclarés complets"
			submit={`Déclarer complets : ${count(acts.length, 'dossier')}`}
			isReady={acts.length > 0}
			lines={() => {
				setChosen([]);
				return acts.map(({ id, title }) =>
					bulkLine(FundingService.method.declareComplete, { applicationId: id }, `Dossier complet : ${title}`),
				);
			}}
		>
			<Checkbox
				small
				legend="Dossiers"
				options={applications.map(({ id, title, territoryName, filedAt, lines }) => ({
					label: `${title} – ${territoryName}`,
					hintText: `Déposée le ${day(filedAt)}, ${euros(sum(lines, 'requestedCents'))} demandés`,
					nativeInputProps: {
						checked: chosen.includes(id),
						onChange: (event) =>
							setChosen(event.target.checked ? [...chosen, id] : chosen.filter((other) => other !== id)),
					},
				}))}
			/>
			<Button
				type="button"
				size="small"
				priority="tertiary"
				className="fr-mb-3w"
				onClick={() => setChosen(applications.map(({ id }) => id))}
			>
				Tout cocher
			</Button>
		</Bulk>
	);
}
