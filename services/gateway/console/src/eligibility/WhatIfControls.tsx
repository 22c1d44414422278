import { Button } from '@codegouvfr/react-dsfr/Button';
import { Checkbox } from '@codegouvfr/react-dsfr/Checkbox';
import { Input } from '@codegouvfr/react-dsfr/Input';
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import type { Run } from 'pvd/eligibility/v1/run_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useAnswer } from '~/api/queries';
import { date, number } from '~/ui/format';
import { DepartementSelect } from '~/ui/PlaceSelect';
import { Count } from './Count';
import { GridDownload } from './GridDownload';
import { PlacesFields } from './PlacesFields';
import type { Trial } from './trial';
import { trialOf } from './trial';
import { validity } from './validity';
import { Weights } from './Weights';

interface Props {
	grid: Grid;
	run: Run;
	trial: Trial;
	onTrial: (trial: Trial) => void;
}

export function WhatIfControls({ grid, run, trial, onTrial }: Props) {
	const change = (changed: Partial<Trial>) => onTrial({ ...trial, ...changed });
	return (
		<form className="pvd-what-if-controls" aria-label="Réglages" onSubmit={(event) => event.preventDefault()}>
			<h2 className="fr-h4">Poids</h2>
			<Weights grid={grid} trial={trial} onChange={change} />
			<h2 className="fr-h4 fr-mt-3w">Places</h2>
			<PlacesFields places={trial.places} onChange={(places) => change({ places })} />
			<DepartementSelect
				value={trial.departement}
				onChange={(departement) => change({ departement })}
				all="Tous ceux du calcul"
			/>
			<h2 className="fr-h4 fr-mt-3w">Critères</h2>
			<Limit grid={grid} limit={trial.limit} onChange={change} />
			<Criteria grid={grid} run={run} trial={trial} onChange={change} />
			<div className="pvd-actions fr-mt-3w">
				<GridDownload grid={grid} trial={trial} />
				<Button type="button" priority="tertiary" onClick={() => onTrial(trialOf(grid))}>
					Revenir à la grille du calcul
				</Button>
			</div>
		</form>
	);
}

type Change = (changed: Partial<Trial>) => void;

function Limit({ grid, limit, onChange }: { grid: Grid; limit: number; onChange: Change }) {
	const answer = useAnswer(
		RegistryService.method.getCriteria,
		{ version: grid.criteriaVersion },
		{ staleTime: Infinity },
	);
	const own = answer.data?.criteria?.populationLimit;
	return (
		<Count
			label="Limite de population"
			hint={`Moins de tant d’habitants. Vide : celle des critères ${grid.criteriaVersion}${own ? `, ${number(own)}` : ''}. Elle n’est pas de la grille, mais du registre.`}
			value={limit}
			most={10_000_000}
			onChange={(next) => onChange({ limit: next })}
		/>
	);
}

function Criteria({ grid, run, trial, onChange }: { grid: Grid; run: Run; trial: Trial; onChange: Change }) {
	const { off, on } = trial;
	if (grid.criteria.length === 0) {
		return <p className="fr-text--sm">Cette grille n’a pas d’autre critère.</p>;
	}
	return (
		<>
			<Checkbox
				small
				legend="Critères de la grille"
				options={grid.criteria.map((criterion) => ({
					label: criterion.title,
					hintText: `Vaut ${validity(criterion)}. ${criterion.legalReference}`,
					nativeInputProps: {
						checked: !off.includes(criterion.id),
						onChange: ({ target }) =>
							onChange({
								off: target.checked ? off.filter((id) => id !== criterion.id) : [...off, criterion.id],
							}),
					},
				}))}
			/>
			<Input
				label="Critères en vigueur le"
				hintText={`Vide : au jour du calcul, le ${date(run.criteriaOn)}.`}
				nativeInputProps={{ type: 'date', value: on, onChange: ({ target }) => onChange({ on: target.value }) }}
			/>
		</>
	);
}
