/* Numbers, amounts and dates as French readers write them, in the legal time of Paris. */
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { timestampDate } from '@bufbuild/protobuf/wkt';

const ZONE = 'Europe/Paris';
const NUMBER = new Intl.NumberFormat('fr-FR');
const EUROS = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' });
const WHOLE_EUROS = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
const DATE = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: ZONE });
const SHORT_DATE = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'short', timeZone: ZONE });
const INSTANT = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeStyle: 'short', timeZone: ZONE });
const SECONDS = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'short', timeStyle: 'medium', timeZone: ZONE });
const PLURAL = new Intl.PluralRules('fr-FR');
const COLLATOR = new Intl.Collator('fr', { sensitivity: 'base', numeric: true });

/* French counts the first day of a month, Intl does not: "1er octobre 2026". */
function withFirst(text: string): string {
	return text.replace(/^1 /, '1er ');
}

export const compare = COLLATOR.compare;

export function number(value: number | bigint): string {
	return NUMBER.format(value);
}

/* Centimes as euros: without centimes where there are none. */
export function euros(cents: bigint): string {
	const value = Number(cents) / 100;
	return cents % 100n === 0n ? WHOLE_EUROS.format(value) : EUROS.format(value);
}

/* Ten thousandths as a percentage: 2 500 → "25 %". */
export function percent(bp: number, decimals = 0): string {
	return `${(bp / 100).toLocaleString('fr-FR', { maximumFractionDigits: decimals })} %`;
}

/* "12,50": always as many digits behind the comma. */
export function decimal(value: number, decimals: number): string {
	return value.toLocaleString('fr-FR', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/* Of a score's 100. */
export function points(value: number): string {
	return decimal(value, 1);
}

/* "2026-11-27" */
export function date(text: string): string {
	return text === '' ? '–' : withFirst(DATE.format(new Date(`${text}T12:00:00Z`)));
}

export function shortDate(text: string): string {
	return text === '' ? '–' : SHORT_DATE.format(new Date(`${text}T12:00:00Z`));
}

export function instant(at: Timestamp | undefined): string {
	return at ? withFirst(INSTANT.format(timestampDate(at))) : '–';
}

export function instantSeconds(at: Timestamp | undefined): string {
	return at ? SECONDS.format(timestampDate(at)) : '–';
}

export function day(at: Timestamp | undefined): string {
	return at ? withFirst(DATE.format(timestampDate(at))) : '–';
}

export function today(): string {
	return new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(new Date());
}

/* `count(3, 'commune')` → "3 communes"; in French 0 and 1 are singular. */
export function count(value: number | bigint, one: string, many = `${one}s`): string {
	return `${number(value)} ${PLURAL.select(Number(value)) === 'one' ? one : many}`;
}

/* 1 → "1er", 2 → "2e" */
export function ordinal(rank: number): string {
	return rank === 1 ? '1er' : `${number(rank)}e`;
}

export function bytes(size: number | bigint): string {
	const value = Number(size);
	const units = ['octets', 'ko', 'Mo', 'Go', 'To'];
	const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), units.length - 1);
	return `${(value / 1000 ** power).toLocaleString('fr-FR', { maximumFractionDigits: 1 })} ${units[power] ?? ''}`;
}

/* For search as one types: without accents, case, hyphens. */
export function folded(text: string): string {
	return text
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(/œ/gi, 'oe')
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim()
		.toLowerCase();
}
