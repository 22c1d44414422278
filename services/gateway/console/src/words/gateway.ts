import type { Words } from './words';

export const gateway: Words = {
	fields: {},
	enums: {},
	methods: {},
	events: {},
};
