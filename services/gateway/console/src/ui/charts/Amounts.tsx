/* What each payer was asked and did, drawn: four bars each, as forecast, granted, committed and paid are four numbers. */
import type { ReactNode } from 'react';
import { payerWord } from '~/words/payers';
import { Chart } from '../Chart';
import { euros } from '../format';
import './amounts.css';

export interface AmountLine {
	payer: string;
	requestedCents: bigint;
	grantedCents: bigint;
	committedCents: bigint;
	paidCents: bigint;
}

type Step = Exclude<keyof AmountLine, 'payer'>;

const STEPS: readonly { of: Step; head: string; said: string; name: string }[] = [
	{ of: 'requestedCents', head: 'Demandé', said: 'demandés', name: 'requested' },
	{ of: 'grantedCents', head: 'Accordé', said: 'accordés', name: 'granted' },
	{ of: 'committedCents', head: 'Engagé', said: 'engagés', name: 'committed' },
	{ of: 'paidCents', head: 'Payé', said: 'payés', name: 'paid' },
];

const LONGEST = 52; // of the hundredths of the width: the rest is for the figures
const BAR = 14;
const ROW = 20;
const TITLE = 24;
const GAP = 14;

export function sumOf(lines: readonly AmountLine[], step: Step): bigint {
	return lines.reduce((sum, line) => sum + line[step], 0n);
}

export function Amounts({
	title,
	summary,
	lines,
	note,
}: {
	title: string;
	summary?: string;
	lines: readonly AmountLine[];
	note?: ReactNode;
}) {
	const most = lines.reduce((max, line) => STEPS.reduce((top, { of }) => (line[of] > top ? line[of] : top), max), 1n);
	const height = lines.length * (TITLE + STEPS.length * ROW + GAP);
	const total = ['Ensemble', ...STEPS.map(({ of }) => euros(sumOf(lines, of)))];
	return (
		<Chart
			title={title}
			{...(summary !== undefined && { summary })}
			head={['Financeur', ...STEPS.map(({ head }) => head)]}
			rows={[
				...lines.map((line) => [payerWord(line.payer), ...STEPS.map(({ of }) => euros(line[of]))]),
				...(lines.length > 1 ? [total] : []),
			]}
			numbers={[1, 2, 3, 4]}
		>
			<svg className="pvd-chart" aria-hidden="true" style={{ height }}>
				{lines.map((line, n) => (
					<Payer key={line.payer} line={line} most={most} top={n * (TITLE + STEPS.length * ROW + GAP)} />
				))}
			</svg>
			{note}
		</Chart>
	);
}

function Payer({ line, most, top }: { line: AmountLine; most: bigint; top: number }) {
	return (
		<g>
			<text x="0" y={top + 16} className="pvd-amounts-payer">
				{payerWord(line.payer)}
			</text>
			{STEPS.map(({ of, said, name }, n) => {
				const width = (Number(line[of]) / Number(most)) * LONGEST;
				const y = top + TITLE + n * ROW;
				return (
					<g key={of}>
						<rect x="0" y={y} width={`${LONGEST}%`} height={BAR} className="pvd-amounts-room" />
						<rect x="0" y={y} width={`${width}%`} height={BAR} className={`pvd-amounts-${name}`} />
						<text x={`${LONGEST + 2}%`} y={y + 11}>
							{euros(line[of])} {said}
						</text>
					</g>
				);
			})}
		</g>
	);
}
