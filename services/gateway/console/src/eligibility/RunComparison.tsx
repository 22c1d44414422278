import { Select } from '@codegouvfr/react-dsfr/Select';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Run } from 'pvd/eligibility/v1/run_pb.js';
import { useAnswer, useRows } from '~/api/queries';
import { instantSeconds } from '~/ui/format';
import { Answer, Empty } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { useTyped } from '~/ui/useTyped';
import { ComparisonAnswer } from './ComparisonAnswer';
import { PlacesFields } from './PlacesFields';
import type { PlacesChoice } from './trial';
import { placesOf, placesText, readPlaces } from './trial';
import { useScopeText } from './useScopeText';

/* Another run beside this one: who has entered, who has left, who has moved from that one to this one. */
export function RunComparison({ run }: { run: Run }) {
	const [otherId, setOtherId] = useAddress('avec');
	const [places, setPlaces] = useAddress('places');
	const [typed, type] = useTyped(places, setPlaces);
	const runs = useRows(EligibilityService.method.listRuns, {}, (page) => page.runs).data ?? [];
	const scopeText = useScopeText();
	const others = runs.filter(({ id }) => id !== run.id);
	return (
		<section className="fr-mt-4w" aria-labelledby="comparer">
			<h2 id="comparer" className="fr-h4">
				D’un calcul à l’autre
			</h2>
			{others.length === 0 ? (
				<Empty>Il n’y a pas d’autre calcul auquel le comparer.</Empty>
			) : (
				<div className="pvd-filters">
					<Select
						label="Depuis le calcul"
						nativeSelectProps={{ value: otherId, onChange: ({ target }) => setOtherId(target.value) }}
					>
						<option value="">Choisir</option>
						{others.map((one) => (
							<option key={one.id} value={one.id}>
								{instantSeconds(one.runAt)}, {one.gridVersion}, {scopeText(one.scope)}
							</option>
						))}
					</Select>
					<PlacesFields places={readPlaces(typed)} onChange={(next) => type(placesText(next))} />
				</div>
			)}
			{otherId !== '' && <Compared before={otherId} after={run.id} places={readPlaces(places)} />}
		</section>
	);
}

function Compared({ before, after, places }: { before: string; after: string; places: PlacesChoice }) {
	const answer = useAnswer(
		EligibilityService.method.compareGrids,
		{ runId: before, otherRunId: after, places: placesOf(places) },
		{ keepPrevious: true, staleTime: Infinity },
	);
	return (
		<Answer of={answer} what="La comparaison">
			{(told) => <ComparisonAnswer answer={told} runId={after} isSettled={!answer.isPlaceholderData} />}
		</Answer>
	);
}
