/* What a measure allows, as the funding service reckons it (services/funding/rule.c): to explain a rule, to propose amounts
 * and to say beforehand what the service will refuse. The service decides. */
import type { CoPayer, Measure, ShareOfCost } from 'pvd/funding/v1/measure_pb.js';
import { euros, percent } from '~/ui/format';
import { payerWord } from '~/words/payers';

export interface Demand {
	months: number; // 0: the measure asks for none
	cost: bigint; // of a year; of the whole without months
	amounts: ReadonlyMap<string, bigint>;
}

/* A bound, and the formula it comes from. */
export interface Bound {
	cents: bigint;
	how: string;
}

export interface Check {
	what: string;
	isMet: boolean;
	how: string;
	source: string;
}

const WHOLE_BP = 10_000n;
const YEAR = 12n;

/* Rounded down to the centime. */
function share(annual: bigint, bp: number | bigint, months: number): bigint {
	return (annual * BigInt(bp) * (months > 0 ? BigInt(months) : YEAR)) / (WHOLE_BP * YEAR);
}

export function rate(bp: number): string {
	return percent(bp, 2);
}

function proration(months: number): string {
	return months > 0 ? ` × ${months}/12` : '';
}

export function total(amounts: ReadonlyMap<string, bigint>): bigint {
	return [...amounts.values()].reduce((sum, cents) => sum + cents, 0n);
}

/* What the operation costs over the duration that is asked for. */
export function wholeCost({ cost, months }: Demand): bigint {
	return share(cost, WHOLE_BP, months);
}

export function coPayersOf(measure: Measure): CoPayer[] {
	return measure.amount.case === 'share' ? measure.amount.value.coPayers : [];
}

export function payersOf(measure: Measure): string[] {
	return [...measure.payers, ...coPayersOf(measure).map(({ payer }) => payer)];
}

function rated(cost: bigint, bp: number, months: number): Bound {
	return { cents: share(cost, bp, months), how: `${euros(cost)} × ${rate(bp)}${proration(months)}` };
}

function prorated(annual: bigint, months: number): Bound {
	return { cents: share(annual, WHOLE_BP, months), how: `${euros(annual)}${proration(months)}` };
}

/* The ceiling of all together, that a co-payer who takes part may raise. */
function ceiling(of: ShareOfCost, payers: readonly string[], months: number): Bound | undefined {
	if (of.annualCeilingCents === 0n) {
		return undefined;
	}
	const raising = of.coPayers.filter(
		({ payer, raisedAnnualCeilingCents: raised }) => payers.includes(payer) && raised > of.annualCeilingCents,
	);
	const highest = raising.reduce(
		(most, co) => (co.raisedAnnualCeilingCents > most ? co.raisedAnnualCeilingCents : most),
		of.annualCeilingCents,
	);
	return prorated(highest, months);
}

function lowest(...bounds: (Bound | undefined)[]): Bound {
	const given = bounds.filter((bound) => bound !== undefined);
	return given.reduce((least, bound) => (bound.cents < least.cents ? bound : least));
}

function coPayerMost(co: CoPayer, cost: bigint, months: number): Bound {
	const base = co.annualBaseCeilingCents > 0n && cost > co.annualBaseCeilingCents ? co.annualBaseCeilingCents : cost;
	const cap = co.annualCeilingCents > 0n ? prorated(co.annualCeilingCents, months) : undefined;
	return lowest(rated(base, co.rateBp, months), cap);
}

/* ---- What may be asked for */

export interface Proposal {
	title: string;
	lines: { payer: string; cents: bigint; how: string }[];
}

function shareProposal(
	of: ShareOfCost,
	own: string,
	co: CoPayer | undefined,
	cost: bigint,
	months: number,
): Proposal | undefined {
	const most = lowest(rated(cost, of.rateBp, months), ceiling(of, co ? [co.payer] : [], months));
	if (!co) {
		const lines = [{ payer: own, ...most }];
		return most.cents > 0n ? { title: payerWord(own), lines } : undefined;
	}
	const part = coPayerMost(co, cost, months);
	const rest = most.cents - part.cents;
	if (part.cents <= 0n || rest <= 0n) {
		return undefined;
	}
	return {
		title: `${payerWord(own)}, avec ${payerWord(co.payer)}`,
		lines: [
			{ payer: own, cents: rest, how: `${euros(most.cents)} (${most.how}) − ${euros(part.cents)}` },
			{ payer: co.payer, ...part },
		],
	};
}

/* The most that may be asked: of the first of the measure's payers alone, and with each co-payer. */
export function proposals(measure: Measure, cost: bigint, months: number): Proposal[] {
	const [own] = measure.payers;
	const { amount } = measure;
	if (own === undefined) {
		return [];
	}
	if (amount.case === 'flat') {
		return [{ title: payerWord(own), lines: [{ payer: own, cents: amount.value.amountCents, how: 'forfait' }] }];
	}
	if (amount.case !== 'share' || cost <= 0n || (measure.maxMonths > 0 && months <= 0)) {
		return [];
	}
	const of = amount.value;
	return [undefined, ...of.coPayers].flatMap((co) => shareProposal(of, own, co, cost, months) ?? []);
}

/* ---- What was asked for, or is about to be */

export function citation(measure: Measure): string {
	return measure.legalReference || measure.source;
}

function flatChecks(measure: Measure, flat: bigint, sum: bigint): Check[] {
	return [
		{
			what: 'Le total est le forfait',
			isMet: sum === flat,
			how: `${euros(sum)} pour un forfait de ${euros(flat)}`,
			source: citation(measure),
		},
	];
}

function coPayerChecks(co: CoPayer, { cost, months, amounts }: Demand): Check[] {
	const asked = amounts.get(co.payer);
	if (asked === undefined) {
		return [];
	}
	const most = coPayerMost(co, cost, months);
	const how = `${euros(asked)} pour au plus ${euros(most.cents)} (${most.how})`;
	return [
		{
			what: `La part de ${payerWord(co.payer)} ne dépasse pas son plafond`,
			isMet: asked <= most.cents,
			how,
			source: co.source,
		},
	];
}

function shareChecks(measure: Measure, of: ShareOfCost, demand: Demand): Check[] {
	const { cost, months, amounts } = demand;
	const sum = total(amounts);
	const source = citation(measure);
	const most = rated(cost, of.rateBp, months);
	const least = rated(cost, of.minRateBp, months);
	const cap = ceiling(of, [...amounts.keys()], months);
	const checks: Check[] = [
		{
			what: `Au plus ${rate(of.rateBp)} du coût`,
			isMet: sum <= most.cents,
			how: `${euros(sum)} pour au plus ${euros(most.cents)} (${most.how})`,
			source,
		},
	];
	if (of.minRateBp > 0) {
		checks.push({
			what: `Au moins ${rate(of.minRateBp)} du coût`,
			isMet: sum >= least.cents,
			how: `${euros(sum)} pour au moins ${euros(least.cents)} (${least.how})`,
			source,
		});
	}
	if (cap) {
		checks.push({
			what: 'Le plafond de tous les financeurs',
			isMet: sum <= cap.cents,
			how: `${euros(sum)} pour au plus ${euros(cap.cents)} (${cap.how})`,
			source,
		});
	}
	return [...checks, ...of.coPayers.flatMap((co) => coPayerChecks(co, demand))];
}

export function checksOf(measure: Measure, demand: Demand): Check[] {
	const named = [...demand.amounts.keys()].map(payerWord).join(', ') || 'aucun financeur';
	const isOwn = measure.payers.some((payer) => demand.amounts.has(payer));
	const payer: Check = {
		what: 'Un des financeurs de la mesure paie',
		isMet: isOwn,
		how: named,
		source: citation(measure),
	};
	if (measure.amount.case === 'flat') {
		return [payer, ...flatChecks(measure, measure.amount.value.amountCents, total(demand.amounts))];
	}
	return measure.amount.case === 'share' ? [payer, ...shareChecks(measure, measure.amount.value, demand)] : [payer];
}
