import type { Words } from './words';

export const club: Words = {
	fields: {},
	enums: {},
	methods: {},
	events: {},
};
