import type { Words } from './words';

export const registry: Words = {
	fields: {},
	enums: {},
	methods: {},
	events: {},
};
