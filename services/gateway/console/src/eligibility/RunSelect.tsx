import { Select } from '@codegouvfr/react-dsfr/Select';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Run } from 'pvd/eligibility/v1/run_pb.js';
import { useNavigate } from 'react-router';
import { useRows } from '~/api/queries';
import { instantSeconds } from '~/ui/format';
import { useScopeText } from './useScopeText';

/* Another run, on the same page: what its address says of the one before goes. */
export function RunSelect({ run, path }: { run: Run; path: string }) {
	const runs = useRows(EligibilityService.method.listRuns, {}, (page) => page.runs).data ?? [run];
	const scopeText = useScopeText();
	const navigate = useNavigate();
	return (
		<Select
			label="Calcul"
			nativeSelectProps={{
				value: run.id,
				onChange: (event) => void navigate(`${path}?calcul=${encodeURIComponent(event.target.value)}`),
			}}
		>
			{runs.map((one) => (
				<option key={one.id} value={one.id}>
					{instantSeconds(one.runAt)}, {one.gridVersion}, {scopeText(one.scope)}
				</option>
			))}
		</Select>
	);
}
