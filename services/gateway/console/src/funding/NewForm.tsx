import { Button } from '@codegouvfr/react-dsfr/Button';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import type { Measure } from 'pvd/funding/v1/measure_pb.js';
import type { Territory } from 'pvd/registry/v1/territory_pb.js';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Audience } from '~/api/upload';
import type { FormState } from '~/form/CommandForm';
import { CommandForm } from '~/form/CommandForm';
import { address } from '~/paths';
import { count, euros, today } from '~/ui/format';
import { payerWord } from '~/words/payers';
import { AmountsField, typedAmounts } from './AmountsField';
import { typedCents, typedEuros } from './application';
import { AmountChecks } from './Checks';
import { DocumentsField } from './DocumentsField';
import { costText, documentCodes, documentTitle } from './measure';
import { audienceOf } from './payers';
import type { Proposal } from './rule';
import { payersOf, proposals } from './rule';

interface Props {
	territory: Territory;
	beneficiary: string;
	measure: Measure;
}

/* A flat amount has no rate to apply to a cost: it is not asked for. */
function fieldsOf(measure: Measure): string[] {
	const months = measure.maxMonths > 0 ? ['months'] : [];
	const cost = measure.amount.case === 'share' ? ['annual_cost_cents'] : [];
	return ['title', 'starts_on', ...months, ...cost];
}

export function NewForm({ territory, beneficiary, measure }: Props) {
	const go = useNavigate();
	const [initial] = useState(() => ({
		starts_on: today(),
		months: measure.maxMonths > 0 ? String(Math.min(measure.maxMonths, 12)) : '',
	}));
	return (
		<CommandForm
			method={FundingService.method.fileApplication}
			title={`Demande de « ${measure.title} » pour ${territory.name}`}
			form={`demande/nouvelle/${territory.id}/${beneficiary}/${measure.id}`}
			given={{ territory_id: territory.id, beneficiary_code: beneficiary, measure_id: measure.id }}
			initial={initial}
			fields={fieldsOf(measure)}
			onDone={({ application }) => application && void go(address('application', { id: application.id }))}
		>
			{(form) => (
				<>
					<Amounts form={form} measure={measure} />
					<Documents
						form={form}
						measure={measure}
						audience={audienceOf(territory.departementCodes, beneficiary, payersOf(measure))}
					/>
				</>
			)}
		</CommandForm>
	);
}

function monthsOf({ values }: FormState): number {
	const months = Number(values.months ?? '');
	return Number.isInteger(months) ? months : 0;
}

function Amounts({ form, measure }: { form: FormState; measure: Measure }) {
	const months = measure.maxMonths > 0 ? monthsOf(form) : 0;
	const cost = typedCents(String(form.values.annual_cost_cents ?? '')) ?? 0n;
	const amounts = typedAmounts(form.values);
	return (
		<>
			<Proposals form={form} measure={measure} proposed={proposals(measure, cost, months)} months={months} />
			<AmountsField
				form={form}
				legend="Montants demandés"
				hint="En euros, pour toute la durée. Laissez vide un financeur à qui vous ne demandez rien."
				payers={payersOf(measure)}
			/>
			{amounts.size > 0 && (
				<div aria-live="polite">
					<AmountChecks measure={measure} demand={{ months, cost, amounts }} />
				</div>
			)}
		</>
	);
}

interface ProposalsProps {
	form: FormState;
	measure: Measure;
	proposed: readonly Proposal[];
	months: number;
}

function Proposals({ form, measure, proposed, months }: ProposalsProps) {
	const take = ({ lines }: Proposal) =>
		form.set({
			...form.values,
			amounts: lines.map(({ payer, cents }) => ({ payer, amount_cents: typedEuros(cents) })),
		});
	if (proposed.length === 0) {
		return (
			<p className="fr-hint-text">
				Indiquez le {costText(measure)}
				{measure.maxMonths > 0 ? ' et la durée' : ''} : le montant que la règle permet sera proposé ici.
			</p>
		);
	}
	return (
		<section aria-label="Ce que la règle permet" className="pvd-proposals fr-mb-3w">
			<p className="fr-text--bold fr-mb-1w">
				Au plus, d’après la règle{months > 0 ? `, pour ${count(months, 'mois', 'mois')}` : ''}
			</p>
			{proposed.map((proposal) => (
				<div key={proposal.title} className="pvd-proposal">
					<ul className="fr-mb-1w">
						{proposal.lines.map(({ payer, cents, how }) => (
							<li key={payer}>
								{payerWord(payer)} : <strong>{euros(cents)}</strong> <span className="pvd-code">= {how}</span>
							</li>
						))}
					</ul>
					<Button type="button" size="small" priority="secondary" onClick={() => take(proposal)}>
						Demander ces montants : {proposal.title}
					</Button>
				</div>
			))}
		</section>
	);
}

function Documents({ form, measure, audience }: { form: FormState; measure: Measure; audience: Audience }) {
	const payers = [...typedAmounts(form.values).keys()];
	const codes = documentCodes(measure, payers);
	if (codes.length === 0) {
		return <p>La mesure ne demande aucune pièce.</p>;
	}
	return (
		<DocumentsField
			form={form}
			legend="Pièces du dossier"
			hint="La référence de celles que vous avez, de quoi les retrouver : « délibération 2026-14 du 3 mars 2026 ». Les autres pourront suivre."
			wanted={codes.map((code) => ({ code, title: documentTitle(measure, code) }))}
			audience={audience}
		/>
	);
}
