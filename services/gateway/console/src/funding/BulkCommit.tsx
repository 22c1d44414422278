import { Input } from '@codegouvfr/react-dsfr/Input';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { useState } from 'react';
import type { Line } from '~/api/bulk';
import { bulkLine } from '~/api/bulk';
import { Bulk } from '~/ui/Bulk';
import { count, euros } from '~/ui/format';
import { payerWord } from '~/words/payers';
import type { Left } from './application';
import { isState } from './payers';

interface Grant extends Left {
	application: Application;
}

function keyOf({ application, line }: Grant): string {
	return `${application.id}/${line.payer}`;
}

function lineOf({ application, line, cents }: Grant, commitmentReference: string): Line {
	const { id: applicationId, title } = application;
	return bulkLine(
		FundingService.method.commitFunds,
		{ applicationId, payer: line.payer, amountCents: cents, commitmentReference },
		`Engagement de ${payerWord(line.payer)} : ${title}, ${euros(cents)}`,
	);
}

/* All that is left of each grant, where the reference of its commitment is given. */
export function BulkCommit({ grants }: { grants: readonly Grant[] }) {
	const [references, setReferences] = useState<Readonly<Record<string, string>>>({});
	const referenceOf = (grant: Grant) => (references[keyOf(grant)] ?? '').trim();
	const acts = grants.filter((grant) => referenceOf(grant) !== '');
	const total = acts.reduce((sum, { cents }) => sum + cents, 0n);
	return (
		<Bulk
			name="engagements"
			title="Engagements"
			submit={`Engager : ${count(acts.length, 'montant')}, ${euros(total)}`}
			isReady={acts.length > 0}
			lines={() => acts.map((grant) => lineOf(grant, referenceOf(grant)))}
		>
			<p>
				Chaque montant est tout ce qui reste à engager. Écrivez la référence de l’engagement pour ceux que vous engagez
				; laissez vide pour les autres.
			</p>
			<ul className="pvd-bulk">
				{grants.map((grant) => (
					<li key={keyOf(grant)} className="pvd-bulk-line">
						<Input
							label={`${payerWord(grant.line.payer)} : ${euros(grant.cents)} – ${grant.application.title}, ${grant.application.territoryName}`}
							hintText={
								isState(grant.line.payer)
									? 'Engagement juridique dans Chorus : dix chiffres.'
									: 'Référence des livres du financeur.'
							}
							nativeInputProps={{
								value: references[keyOf(grant)] ?? '',
								onChange: (event) => setReferences({ ...references, [keyOf(grant)]: event.target.value }),
							}}
						/>
					</li>
				))}
			</ul>
		</Bulk>
	);
}
