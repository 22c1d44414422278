import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Select } from '@codegouvfr/react-dsfr/Select';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { RunScoresResponse } from 'pvd/eligibility/v1/run_pb.js';
import { useState } from 'react';
import { useLive } from '~/api/events';
import { useRows } from '~/api/queries';
import { useMay } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { PATHS } from '~/paths';
import { instantSeconds, number, shortDate } from '~/ui/format';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { ShortTable } from '~/ui/ShortTable';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { GridLink, runHref } from './links';
import { RunSheet } from './RunSheet';
import { useScopeText } from './useScopeText';
import './eligibility.css';

const LEAD =
	'Un calcul classe le pays, ou une part, par une grille, sur les données telles qu’elles étaient à une place du journal du registre. La même grille et les mêmes données redonnent les mêmes scores, à l’octet près.';

export default function RunsPage() {
	const [runId] = useAddress('calcul');
	const runs = useRows(EligibilityService.method.listRuns, {}, (page) => page.runs);
	const scopeText = useScopeText();
	useLive('eligibility');
	return (
		<Page title="Calculs" above={[{ text: 'Classement', href: PATHS.eligibility }]} lead={LEAD}>
			{runId !== '' && <RunSheet key={runId} runId={runId} />}
			<h2>Tous les calculs</h2>
			<Answer
				of={runs}
				what="Les calculs"
				isEmpty={(rows) => rows.length === 0}
				empty="Aucun calcul n’a encore été fait. L’ANCT ou l’exploitant en lance un, une fois une grille adoptée et la géographie importée."
			>
				{(rows) => (
					<ShortTable
						caption="Calculs, le dernier d’abord"
						isCaptionHidden
						head={[
							'Fait le',
							'Grille',
							'Communes classées',
							'Critères',
							'Communes',
							'Éligibles',
							'Données',
							'Séries',
							'Code géographique',
						]}
						numbers={[4, 5]}
						rows={rows.map((run) => [
							<RouteLink href={runHref(run.id)}>{instantSeconds(run.runAt)}</RouteLink>,
							<GridLink version={run.gridVersion} />,
							scopeText(run.scope),
							`${run.criteriaVersion}, au ${shortDate(run.criteriaOn)}`,
							number(run.communeCount),
							number(run.eligibleCount),
							run.data ? `${run.data.instance}, entrée ${number(run.data.sequence)}` : '–',
							run.data ? `entrée ${number(run.data.seriesSequence)}` : '–',
							String(run.data?.cogYear ?? ''),
						])}
					/>
				)}
			</Answer>
			<NewRun />
		</Page>
	);
}

function NewRun() {
	const [done, setDone] = useState<RunScoresResponse>();
	const [version, setVersion] = useState('');
	const grids = useRows(EligibilityService.method.listGrids, {}, (page) => page.grids);
	if (!useMay()(EligibilityService.method.runScores)) {
		return null;
	}
	return (
		<Accordion label="Lancer un calcul" titleAs="h3">
			<p>
				Les communes sont classées de nouveau : celles de toute la France, et les candidatures ouvertes avec elles, ou
				celles d’une part seulement. Si la grille et les données n’ont pas changé, rien n’est écrit.
			</p>
			{done?.run && (
				<Alert
					className="fr-mb-2w"
					severity={done.alreadyRun ? 'info' : 'success'}
					small
					description={
						<>
							{done.alreadyRun ? 'Ce calcul existe déjà, avec les mêmes données' : 'Calcul fait'} :{' '}
							<RouteLink href={runHref(done.run.id)}>{instantSeconds(done.run.runAt)}</RouteLink>.
						</>
					}
				/>
			)}
			<Select
				label="Grille"
				nativeSelectProps={{ value: version, onChange: (event) => setVersion(event.target.value) }}
			>
				<option value="">La grille en vigueur</option>
				{(grids.data ?? []).map((grid) => (
					<option key={grid.version} value={grid.version}>
						{grid.version} : {grid.title}
					</option>
				))}
			</Select>
			<CommandForm
				method={EligibilityService.method.runScores}
				title="Calcul des scores"
				form="calcul"
				given={{ grid_version: version }}
				onDone={setDone}
			/>
		</Accordion>
	);
}
