import type { Words } from './words';

export const funding: Words = {
	fields: {},
	enums: {},
	methods: {},
	events: {},
};
