/* Which names of the contract the console has no French for, and which of its words nothing has. */
import type { DescEnum, DescField, DescFile, DescMessage } from '@bufbuild/protobuf';
import { createRegistry, hasOption } from '@bufbuild/protobuf';
import { commands, fullName, methodByName, SERVICES, serviceName } from '~/api/methods';
import { event } from 'pvd/bus/v1/options_pb.js';
import { enumWord, fieldWord, methodWord } from '~/words';
import { bus } from '~/words/bus';
import { club } from '~/words/club';
import { ELSEWHERE } from '~/words/elsewhere';
import { eligibility } from '~/words/eligibility';
import { funding } from '~/words/funding';
import { gateway } from '~/words/gateway';
import { registry } from '~/words/registry';
import type { Words } from '~/words/words';

export const WORDS: Record<string, Words> = { bus, club, eligibility, funding, gateway, registry };

function withImports(file: DescFile): DescFile[] {
	return [file, ...file.dependencies.flatMap(withImports)];
}

const types = [...createRegistry(...SERVICES.flatMap((service) => withImports(service.file)))];
const messages = types.filter((type): type is DescMessage => type.kind === 'message' && type.typeName.startsWith('pvd.'));
const enums = types.filter((type): type is DescEnum => type.kind === 'enum' && type.typeName.startsWith('pvd.'));
const events = messages.filter((message) => hasOption(message, event));

/* Enums that a page can meet: within what is asked, what is answered and what journals hold. */
function enumsMet(): Set<DescEnum> {
	const methods = SERVICES.flatMap((service) => service.methods).flatMap(({ input, output }) => [input, output]);
	return new Set([...methods, ...events].flatMap((message) => fieldsWithin(message)).flatMap((field) => field.enum ?? []));
}

/* Every field within a message, of messages within it too: what a form for it asks for. */
function fieldsWithin(message: DescMessage, seen = new Set<DescMessage>()): DescField[] {
	if (seen.has(message) || !message.typeName.startsWith('pvd.')) {
		return [];
	}
	seen.add(message);
	return message.fields.flatMap((field) => [field, ...(field.message ? fieldsWithin(field.message, seen) : [])]);
}

function isSaid(word: () => unknown): boolean {
	try {
		word();
		return true;
	} catch {
		return false;
	}
}

export function missing(): string[] {
	const asked = commands().filter((method) => !(fullName(method) in ELSEWHERE)); // no form asks for the others
	const fields = asked.flatMap((method) => fieldsWithin(method.input));
	const values = [...enumsMet()].flatMap((of) => of.values.filter(({ number }) => number !== 0).map((value) => ({ of, value })));
	const found = [
		...fields.filter((field) => !isSaid(() => fieldWord(field))).map((field) => `${field.parent.typeName}.${field.name}`),
		...values.filter(({ of, value }) => !isSaid(() => enumWord(of, value.number))).map(({ value }) => value.name),
		...commands().filter((method) => !isSaid(() => methodWord(method))).map((method) => method.name),
		...events.filter(({ typeName, name }) => !WORDS[typeName.split('.')[1] ?? '']?.events[name]).map(({ typeName }) => typeName),
	];
	return [...new Set(found)].sort();
}

/* ---- The other way round */

function names(of: string): { fields: Set<string>; enums: Set<string>; methods: Set<string>; events: Set<string> } {
	const own = (typeName: string) => typeName.split('.')[1] === of;
	const fields = messages.filter(({ typeName }) => own(typeName)).flatMap((message) => message.fields);
	return {
		fields: new Set(fields.flatMap((field) => [field.name, `${field.parent.typeName}.${field.name}`])),
		enums: new Set(enums.filter(({ typeName }) => own(typeName)).flatMap(({ values }) => values.map(({ name }) => name))),
		methods: new Set(SERVICES.filter((service) => serviceName(service) === of).flatMap((service) => service.methods.map(({ name }) => name))),
		events: new Set(events.filter(({ typeName }) => own(typeName)).map(({ name }) => name)),
	};
}

export function useless(): string[] {
	const gone = Object.keys(ELSEWHERE).filter((name) => !methodByName(name));
	return [...gone, ...Object.entries(WORDS).flatMap(([of, words]) => uselessOf(of, words))];
}

function uselessOf(of: string, words: Words): string[] {
	const known = names(of);
	const values = Object.values(words.enums).flatMap((all) => Object.keys(all));
	return [
		...Object.keys(words.fields).filter((name) => !known.fields.has(name)),
		...values.filter((name) => !known.enums.has(name)),
		...Object.keys(words.methods).filter((name) => !known.methods.has(name)),
		...Object.keys(words.events).filter((name) => !known.events.has(name)),
	].map((name) => `${of}: ${name}`);
}
