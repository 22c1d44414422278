/* What an application is at, from what the service says of it. */
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { ApplicationStatusSchema, ApplicationStatus as Status } from 'pvd/funding/v1/application_pb.js';
import type { PayerLine } from 'pvd/funding/v1/money_pb.js';
import { enumWord } from '~/words';
import type { Demand } from './rule';

export function statusText(status: Status): string {
	return enumWord(ApplicationStatusSchema, status);
}

export function isBeingCompleted({ status }: Application): boolean {
	return status === Status.FILED || status === Status.INCOMPLETE;
}

/* Documents that are not there, or were asked for again. */
export function missingDocuments({ documents, requestedDocumentCodes }: Application): string[] {
	return documents
		.filter(({ code, reference }) => reference === '' || requestedDocumentCodes.includes(code))
		.map(({ code }) => code);
}

export function isReady(application: Application): boolean {
	return isBeingCompleted(application) && missingDocuments(application).length === 0;
}

export type Amount = 'requestedCents' | 'grantedCents' | 'committedCents' | 'paidCents';

export function sum(lines: readonly PayerLine[], amount: Amount): bigint {
	return lines.reduce((total, line) => total + line[amount], 0n);
}

/* What was granted, once it is decided; before, what is asked for. */
export function demandOf({ months, annualCostCents, lines, status }: Application): Demand {
	const isGranted = status === Status.GRANTED || status === Status.COMMITTED || status === Status.PAID;
	const of: Amount = isGranted ? 'grantedCents' : 'requestedCents';
	const amounts = lines.filter((line) => line[of] > 0n).map((line) => [line.payer, line[of]] as const);
	return { months, cost: annualCostCents, amounts: new Map(amounts) };
}

const DAY_MS = 86_400_000;

/* Whole days from now to an instant; less than none: it is past. */
export function daysTo(due: Timestamp): number {
	return Math.ceil((timestampDate(due).getTime() - Date.now()) / DAY_MS);
}

export interface Left {
	line: PayerLine;
	cents: bigint;
}

export function leftToCommit({ status, lines }: Application): Left[] {
	const open = status === Status.GRANTED ? lines : [];
	return open
		.map((line) => ({ line, cents: line.grantedCents - line.committedCents }))
		.filter(({ cents }) => cents > 0n);
}

export function leftToPay({ status, lines }: Application): Left[] {
	const open = status === Status.GRANTED || status === Status.COMMITTED ? lines : [];
	return open.map((line) => ({ line, cents: line.committedCents - line.paidCents })).filter(({ cents }) => cents > 0n);
}

/* As a person would type it: "39000" or "1234,56". */
export function typedEuros(cents: bigint): string {
	const rest = cents % 100n;
	return rest === 0n ? String(cents / 100n) : `${cents / 100n},${String(rest).padStart(2, '0')}`;
}

/* What was typed, as centimes; undefined where it is no amount. */
export function typedCents(text: string): bigint | undefined {
	const match = /^(\d{1,13})(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s\u00a0\u202f€]/g, ''));
	return match?.[1] ? BigInt(match[1]) * 100n + BigInt((match[2] ?? '').padEnd(2, '0')) : undefined;
}
