import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { useState } from 'react';
import { CommandForm } from '~/form/CommandForm';
import { euros, today } from '~/ui/format';
import { payerWord } from '~/words/payers';
import type { ActProps } from './Acts';
import type { Left } from './application';
import { typedEuros } from './application';

export function CommitForm({ application, line, cents, onDone }: ActProps & Left) {
	const { id, title } = application;
	const [initial] = useState(() => ({ amount_cents: typedEuros(cents) }));
	return (
		<CommandForm
			method={FundingService.method.commitFunds}
			title={`Engagement de ${payerWord(line.payer)} : ${title}`}
			form={`demande/${id}/engager/${line.payer}`}
			given={{ application_id: id, payer: line.payer }}
			initial={initial}
			onDone={() => onDone(`Crédits engagés pour ${payerWord(line.payer)}`)}
		>
			<p className="fr-text--sm">
				{euros(line.grantedCents)} sont accordés, {euros(line.committedCents)} déjà engagés : {euros(cents)} restent.
			</p>
		</CommandForm>
	);
}

export function PayForm({ application, line, cents, onDone }: ActProps & Left) {
	const { id, title } = application;
	const [initial] = useState(() => ({ amount_cents: typedEuros(cents), paid_on: today() }));
	return (
		<CommandForm
			method={FundingService.method.recordPayment}
			title={`Paiement de ${payerWord(line.payer)} : ${title}`}
			form={`demande/${id}/payer/${line.payer}`}
			given={{ application_id: id, payer: line.payer }}
			initial={initial}
			onDone={() => onDone(`Paiement de ${payerWord(line.payer)} enregistré`)}
		>
			<p className="fr-text--sm">
				{euros(line.committedCents)} sont engagés, {euros(line.paidCents)} déjà payés : {euros(cents)} restent.
			</p>
		</CommandForm>
	);
}
