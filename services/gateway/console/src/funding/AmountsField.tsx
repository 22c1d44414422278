/* An amount for each payer there may be, with what may be proposed for it. */
import { Input } from '@codegouvfr/react-dsfr/Input';
import type { FormState } from '~/form/CommandForm';
import type { Value, Values } from '~/form/values';
import { payerWord } from '~/words/payers';
import { typedCents } from './application';

function amountsOf(values: Values): Values[] {
	return (values.amounts ?? []) as Values[];
}

/* What was typed so far; what is no amount is left to the form's own check. */
export function typedAmounts(values: Values): Map<string, bigint> {
	const pairs = amountsOf(values).map(
		({ payer, amount_cents: text }) => [String(payer), typedCents(String(text))] as const,
	);
	return new Map(pairs.flatMap(([payer, cents]) => (cents === undefined ? [] : [[payer, cents] as const])));
}

interface Props {
	form: FormState;
	legend: string;
	hint: string;
	payers: readonly string[];
	hintOf?: (payer: string) => string | undefined;
}

export function AmountsField({ form, legend, hint, payers, hintOf }: Props) {
	const { values, faults, set } = form;
	const amounts = amountsOf(values);
	const change = (payer: string, text: string) => {
		const texts = new Map<string, Value>(amounts.map((one) => [String(one.payer), one.amount_cents]));
		texts.set(payer, text);
		const kept = payers.filter((one) => (texts.get(one) ?? '') !== '');
		set({ ...values, amounts: kept.map((one) => ({ payer: one, amount_cents: texts.get(one) })) });
	};
	return (
		<fieldset className="pvd-group">
			<legend className="pvd-group-title">{legend}</legend>
			<p className="fr-hint-text">{hint}</p>
			{faults.amounts && <p className="fr-error-text">{faults.amounts}</p>}
			{payers.map((payer) => {
				const n = amounts.findIndex((one) => one.payer === payer);
				const fault = n < 0 ? undefined : (faults[`amounts[${n}].amount_cents`] ?? faults[`amounts[${n}].payer`]);
				return (
					<Input
						key={payer}
						label={payerWord(payer)}
						hintText={hintOf?.(payer)}
						state={fault ? 'error' : 'default'}
						stateRelatedMessage={fault}
						nativeInputProps={{
							inputMode: 'decimal',
							value: n < 0 ? '' : String(amounts[n]?.amount_cents ?? ''),
							onChange: (event) => change(payer, event.target.value),
						}}
					/>
				);
			})}
		</fieldset>
	);
}
