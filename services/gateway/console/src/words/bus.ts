import type { Words } from './words';

export const bus: Words = {
	fields: {},
	enums: {},
	methods: {},
	events: {},
};
