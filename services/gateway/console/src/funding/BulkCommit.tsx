import { Button } from '@codegouvfr/react-dsfr/Button';
import { Input } from '@codegouvfr/react-dsfr/Input';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { useState } from 'react';
import { count, euros } from '~/ui/format';
import { payerWord } from '~/words/payers';
import type { Left } from './application';
import { BulkProgress, BulkResult } from './BulkProgress';
import { isState } from './payers';
import { useBulk, useKept } from './useBulk';

interface Line extends Left {
	application: Application;
}

function keyOf({ application, line }: Line): string {
	return `${application.id}/${line.payer}`;
}

/* All that is left of each line; those whose reference is given. */
export function BulkCommit({ lines }: { lines: readonly Line[] }) {
	const [state, run] = useBulk(FundingService.method.commitFunds);
	const [references, setReferences] = useState<Readonly<Record<string, string>>>({});
	const { shown, isOver } = useKept(lines, keyOf, state);
	const acts = lines.filter((one) => (references[keyOf(one)] ?? '').trim() !== '');
	const total = acts.reduce((sum, { cents }) => sum + cents, 0n);
	const send = () => {
		void run(
			acts.map((one) => ({
				key: keyOf(one),
				title: `Engagement de ${payerWord(one.line.payer)} : ${one.application.title}`,
				request: {
					applicationId: one.application.id,
					payer: one.line.payer,
					amountCents: one.cents,
					commitmentReference: (references[keyOf(one)] ?? '').trim(),
				},
			})),
		);
	};
	return (
		<>
			<p>Chaque montant est tout ce qui reste à engager. Écrivez la référence de l’engagement pour ceux que vous engagez ; laissez vide pour les autres.</p>
			<ul className="pvd-bulk">
				{shown.map((one) => (
					<li key={keyOf(one)} className="pvd-bulk-line">
						<Input
							label={`${payerWord(one.line.payer)} : ${euros(one.cents)} – ${one.application.title}, ${one.application.territoryName}`}
							hintText={isState(one.line.payer) ? 'Engagement juridique dans Chorus : dix chiffres.' : 'Référence des livres du financeur.'}
							disabled={state.isRunning || isOver(one)}
							nativeInputProps={{
								value: references[keyOf(one)] ?? '',
								onChange: (event) => setReferences({ ...references, [keyOf(one)]: event.target.value }),
							}}
						/>
						<BulkResult result={state.results.get(keyOf(one))} />
					</li>
				))}
			</ul>
			<Button className="fr-mt-2w" disabled={acts.length === 0 || state.isRunning} onClick={send}>
				Engager : {count(acts.length, 'montant')}, {euros(total)}
			</Button>
			<BulkProgress state={state} />
		</>
	);
}
