import type { DescEnum, DescField, DescMethod } from '@bufbuild/protobuf';
import { bus } from './bus';
import { club } from './club';
import { eligibility } from './eligibility';
import { funding } from './funding';
import { gateway } from './gateway';
import { lists } from './lists';
import { registry } from './registry';
import type { FieldWord, Words } from './words';
import { WordMissing } from './words';

const PACKAGES: Record<string, Words> = { bus, club, eligibility, funding, gateway, registry };

function wordsOf(typeName: string): Words {
	const words = PACKAGES[typeName.split('.')[1] ?? ''];
	if (!words) {
		throw new WordMissing(`no words for the package of ${typeName}`);
	}
	return words;
}

export function fieldWord(field: DescField): FieldWord {
	const { fields } = wordsOf(field.parent.typeName);
	const full = `${field.parent.typeName}.${field.name}`;
	const word = fields[full] ?? lists.fields[full] ?? fields[field.name];
	if (!word) {
		throw new WordMissing(`no word for ${field.parent.typeName}.${field.name}`);
	}
	return word;
}

/* Of an enum's value: `enumWord(OpinionKindSchema, kind)`. */
export function enumWord(of: DescEnum, value: number): string {
	const name = of.value[value]?.name ?? '';
	const word = wordsOf(of.typeName).enums[of.typeName]?.[name];
	if (word === undefined) {
		throw new WordMissing(`no word for ${of.typeName} ${name || value}`);
	}
	return word;
}

export function methodWord(method: DescMethod): string {
	const word =
		wordsOf(method.parent.typeName).methods[method.name] ?? lists.methods[`${method.parent.typeName}/${method.name}`];
	if (word === undefined) {
		throw new WordMissing(`no word for ${method.parent.typeName}/${method.name}`);
	}
	return word;
}

/* Of an event by its full name; a service of a later release may say what we have no word for. */
export function eventWord(typeName: string): string {
	const name = typeName.slice(typeName.lastIndexOf('.') + 1);
	return PACKAGES[typeName.split('.')[1] ?? '']?.events[name] ?? name;
}
