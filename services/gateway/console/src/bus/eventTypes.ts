/* What a journal may say, from the descriptors. */
import type { DescFile } from '@bufbuild/protobuf';
import { getOption, hasOption } from '@bufbuild/protobuf';
import { event as eventOption } from 'pvd/bus/v1/options_pb.js';
import { SERVICES } from '~/api/methods';
import { compare } from '~/ui/format';
import { eventWord } from '~/words';

function filesOf(file: DescFile, seen = new Set<DescFile>()): Set<DescFile> {
	if (!seen.has(file)) {
		seen.add(file);
		for (const needed of file.dependencies) {
			filesOf(needed, seen);
		}
	}
	return seen;
}

const MESSAGES = [...SERVICES.reduce((files, service) => filesOf(service.file, files), new Set<DescFile>())].flatMap(
	(file) => file.messages,
);

export interface EventType {
	type: string; // full name
	text: string;
}

/* Of one service: its own events, and those that any service writes. */
export function eventTypes(service: string): EventType[] {
	return MESSAGES.filter((message) => hasOption(message, eventOption))
		.filter((message) => getOption(message, eventOption).everyService || message.typeName.split('.')[1] === service)
		.map(({ typeName }) => ({ type: typeName, text: eventWord(typeName) }))
		.sort((one, other) => compare(one.text, other.text));
}
