/* What a measure says, in words. */
import type { CoPayer, Measure, ShareOfCost } from 'pvd/funding/v1/measure_pb.js';
import { PillarSchema } from 'pvd/funding/v1/measure_pb.js';
import { count, date, euros, today } from '~/ui/format';
import { enumWord } from '~/words';
import { payerWord } from '~/words/payers';
import { rate } from './rule';

export type Opening = 'open' | 'coming' | 'closed';

/* Dates are compared as they are written: YYYY-MM-DD. */
export function openingOf({ opensOn, closesOn }: Measure): Opening {
	const now = today();
	if (opensOn !== '' && now < opensOn) {
		return 'coming';
	}
	return closesOn !== '' && now > closesOn ? 'closed' : 'open';
}

export function openingText(measure: Measure): string {
	switch (openingOf(measure)) {
		case 'coming':
			return `Ouvre le ${date(measure.opensOn)}`;
		case 'closed':
			return `Fermée depuis le ${date(measure.closesOn)} au soir`;
		case 'open':
			return measure.closesOn === ''
				? 'Ouverte, sans date de fin'
				: `Ouverte jusqu’au ${date(measure.closesOn)} inclus`;
	}
}

export function payersText(payers: readonly string[]): string {
	return new Intl.ListFormat('fr', { type: 'disjunction' }).format(payers.map(payerWord));
}

/* "du coût annuel chargé": what rates are of. */
export function costText(measure: Measure): string {
	return measure.maxMonths > 0 ? 'coût annuel chargé' : 'coût de l’opération';
}

/* In one line, for a list. */
export function amountText(measure: Measure): string {
	const { amount } = measure;
	if (amount.case === 'flat') {
		return `Forfait de ${euros(amount.value.amountCents)}`;
	}
	if (amount.case !== 'share') {
		return '';
	}
	const { rateBp, annualCeilingCents } = amount.value;
	const cap = annualCeilingCents > 0n ? `, dans la limite de ${euros(annualCeilingCents)}${perYear(measure)}` : '';
	return `Jusqu’à ${rate(rateBp)} du ${costText(measure)}${cap}`;
}

function perYear(measure: Measure): string {
	return measure.maxMonths > 0 ? ' par an' : '';
}

function coPayerText(measure: Measure, co: CoPayer): string {
	const base = co.annualBaseCeilingCents > 0n ? `, pris en compte jusqu’à ${euros(co.annualBaseCeilingCents)}` : '';
	const cap =
		co.annualCeilingCents > 0n ? `, dans la limite de ${euros(co.annualCeilingCents)}${perYear(measure)}` : '';
	const raised =
		co.raisedAnnualCeilingCents > 0n
			? ` ; le plafond de tous passe alors à ${euros(co.raisedAnnualCeilingCents)}${perYear(measure)}`
			: '';
	return `${payerWord(co.payer)} peut payer en plus une part d’au plus ${rate(co.rateBp)} du ${costText(measure)}${base}${cap}${raised}.`;
}

function shareTexts(measure: Measure, of: ShareOfCost): string[] {
	const texts = [`Tous financeurs réunis, au plus ${rate(of.rateBp)} du ${costText(measure)}, hors taxes.`];
	if (of.minRateBp > 0) {
		texts.push(`Au moins ${rate(of.minRateBp)} de ce coût : en dessous, rien n’est accordé.`);
	}
	if (of.annualCeilingCents > 0n) {
		texts.push(`Au plus ${euros(of.annualCeilingCents)}${perYear(measure)}, tous financeurs réunis.`);
	}
	return [...texts, ...of.coPayers.map((co) => coPayerText(measure, co))];
}

/* The rule of amount, sentence by sentence. */
export function ruleTexts(measure: Measure): string[] {
	const { amount, maxMonths } = measure;
	const duration =
		maxMonths > 0
			? [
					`Une demande porte sur ${count(maxMonths, 'mois', 'mois')} au plus. Ce qui est d’un an compte en proportion des mois (mois ÷ 12), arrondi au centime inférieur.`,
				]
			: ['Aucune durée n’est demandée : le coût est celui de l’opération entière.'];
	if (amount.case === 'flat') {
		const months =
			maxMonths > 0
				? [
						`Une demande porte sur ${count(maxMonths, 'mois', 'mois')} au plus ; le forfait est le même quelle que soit sa durée.`,
					]
				: [];
		return [`Un forfait de ${euros(amount.value.amountCents)} par demande, ni plus ni moins.`, ...months];
	}
	return amount.case === 'share' ? [...shareTexts(measure, amount.value), ...duration] : duration;
}

export function pillarText(measure: Measure): string {
	return enumWord(PillarSchema, measure.pillar);
}

/* What documents a complete file holds, by their codes: the measure's, and those that its co-payers want besides, which
 * have no name of their own. */
export function documentTitle(measure: Measure | undefined, code: string): string {
	return (
		measure?.documents.find((document) => document.code === code)?.title ??
		code.replace(/-/g, ' ').replace(/^./, (letter) => letter.toUpperCase())
	);
}

export function documentCodes(measure: Measure, payers: readonly string[]): string[] {
	const own = measure.documents.map(({ code }) => code);
	const co = measure.amount.case === 'share' ? measure.amount.value.coPayers : [];
	const besides = co
		.filter(({ payer, documentCode }) => documentCode !== '' && payers.includes(payer))
		.map(({ documentCode }) => documentCode);
	return [...new Set([...own, ...besides])];
}
