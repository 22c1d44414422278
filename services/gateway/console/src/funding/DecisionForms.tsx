import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { useState } from 'react';
import type { FormState } from '~/form/CommandForm';
import { CommandForm } from '~/form/CommandForm';
import { euros, today } from '~/ui/format';
import type { ActProps } from './Acts';
import { AmountsField, typedAmounts } from './AmountsField';
import { typedEuros } from './application';
import { AmountChecks } from './Checks';
import { citation } from './rule';

export function GrantForm({ application, measure, onDone }: ActProps) {
	const { id, title, lines } = application;
	const [initial] = useState(() => ({
		amounts: lines.map(({ payer, requestedCents }) => ({ payer, amount_cents: typedEuros(requestedCents) })),
		decision_date: today(),
	}));
	const requested = (payer: string) => euros(lines.find((line) => line.payer === payer)?.requestedCents ?? 0n);
	return (
		<CommandForm
			method={FundingService.method.grantApplication}
			title={`Accord : ${title}`}
			form={`demande/${id}/accorder`}
			given={{ application_id: id }}
			initial={initial}
			fields={['decision_reference', 'decision_date']}
			onDone={() => onDone('Demande accordée')}
		>
			{(form) => (
				<>
					<AmountsField
						form={form}
						legend="Montants accordés"
						hint="En euros, pour toute la durée. Un financeur laissé vide n’accorde rien."
						payers={lines.map(({ payer }) => payer)}
						hintOf={(payer) => `Au plus ${requested(payer)}, ce qui est demandé.`}
					/>
					{measure && <LiveChecks form={form} application={application} measure={measure} />}
				</>
			)}
		</CommandForm>
	);
}

/* The measure is asked again on what is granted: with one payer less, a ceiling may be lower. */
function LiveChecks({
	form,
	application,
	measure,
}: { form: FormState } & Pick<ActProps, 'application'> & { measure: NonNullable<ActProps['measure']> }) {
	const demand = { months: application.months, cost: application.annualCostCents, amounts: typedAmounts(form.values) };
	return (
		<div aria-live="polite">
			<AmountChecks measure={measure} demand={demand} />
		</div>
	);
}

export function RefuseForm({ application, measure, onDone }: ActProps) {
	const { id, title } = application;
	const [initial] = useState(() => ({ rule: measure ? citation(measure) : '', decision_date: today() }));
	return (
		<CommandForm
			method={FundingService.method.refuseApplication}
			title={`Refus : ${title}`}
			form={`demande/${id}/refuser`}
			given={{ application_id: id }}
			initial={initial}
			onDone={() => onDone('Demande refusée')}
		/>
	);
}

export function WithdrawForm({ application, onDone }: ActProps) {
	const { id, title } = application;
	return (
		<CommandForm
			method={FundingService.method.withdrawApplication}
			title={`Retrait : ${title}`}
			form={`demande/${id}/retirer`}
			given={{ application_id: id }}
			onDone={() => onDone('Demande retirée')}
		>
			<p>
				Le retrait est définitif : ce qui était accordé ne l’est plus. Il n’est plus possible une fois que des crédits
				sont engagés.
			</p>
		</CommandForm>
	);
}
