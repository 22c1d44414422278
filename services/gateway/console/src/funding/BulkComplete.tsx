import { Button } from '@codegouvfr/react-dsfr/Button';
import { Checkbox } from '@codegouvfr/react-dsfr/Checkbox';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { useState } from 'react';
import { count, day, euros } from '~/ui/format';
import { sum } from './application';
import { BulkProgress, BulkResult } from './BulkProgress';
import { useBulk, useKept } from './useBulk';

export function BulkComplete({ applications }: { applications: readonly Application[] }) {
	const [state, run] = useBulk(FundingService.method.declareComplete);
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const { shown, isOver } = useKept(applications, ({ id }) => id, state);
	const acts = applications.filter(({ id }) => chosen.includes(id));
	const send = () => {
		void run(acts.map(({ id, title }) => ({ key: id, title: `Dossier complet : ${title}`, request: { applicationId: id } }))).then(() => setChosen([]));
	};
	return (
		<>
			<Button size="small" priority="secondary" onClick={() => setChosen(applications.map(({ id }) => id))}>
				Tout cocher
			</Button>
			<ul className="pvd-bulk">
				{shown.map((application) => (
					<li key={application.id} className="pvd-bulk-line">
						<Line
							application={application}
							isDisabled={state.isRunning || isOver(application)}
							isChosen={chosen.includes(application.id)}
							onChoose={(isChosen) => setChosen(isChosen ? [...chosen, application.id] : chosen.filter((id) => id !== application.id))}
						/>
						<BulkResult result={state.results.get(application.id)} />
					</li>
				))}
			</ul>
			<Button className="fr-mt-2w" disabled={acts.length === 0 || state.isRunning} onClick={send}>
				Déclarer complets : {count(acts.length, 'dossier')}
			</Button>
			<BulkProgress state={state} />
		</>
	);
}

interface LineProps {
	application: Application;
	isDisabled: boolean;
	isChosen: boolean;
	onChoose: (isChosen: boolean) => void;
}

function Line({ application, isDisabled, isChosen, onChoose }: LineProps) {
	const { title, territoryName, filedAt, lines } = application;
	return (
		<Checkbox
			small
			disabled={isDisabled}
			options={[
				{
					label: `${title} – ${territoryName}`,
					hintText: `Déposée le ${day(filedAt)}, ${euros(sum(lines, 'requestedCents'))} demandés`,
					nativeInputProps: { checked: isChosen, onChange: (event) => onChoose(event.target.checked) },
				},
			]}
		/>
	);
}
