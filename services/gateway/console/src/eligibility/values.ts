/* Values of indicators, as they are told. */
import type { Indicator } from 'pvd/eligibility/v1/indicator_pb.js';
import type { Contribution } from 'pvd/eligibility/v1/score_pb.js';
import { decimal } from '~/ui/format';

type Measured = Pick<Indicator, 'unit' | 'decimals'>;

/* "10,58 %", "10 254 habitants", "rang 3". */
export function measured(value: number, { unit, decimals }: Measured): string {
	const text = decimal(value, decimals);
	return unit === 'rang' || unit === 'niveau' ? `${unit} ${text}` : `${text} ${unit}`.trim();
}

/* What a class means stands for its number. */
export function valueText(of: Contribution): string {
	if (of.missing) {
		return 'valeur inconnue';
	}
	return of.label !== '' ? of.label : measured(of.value, of);
}

/* As an indicator's own definition says it. */
export function valueWord(indicator: Indicator, value: number): string {
	return indicator.labels.find((label) => label.value === value)?.text ?? measured(value, indicator);
}

/* "2021", or what stands for years that are several. */
export function yearText(year: number): string {
	return year === 0 ? 'plusieurs années' : String(year);
}

/* "+1,3", "−0,4". */
export function signed(value: number, text: (value: number) => string): string {
	return value > 0 ? `+${text(value)}` : text(value).replace('-', '−');
}
