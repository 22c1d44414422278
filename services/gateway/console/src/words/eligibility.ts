import type { Words } from './words';

export const eligibility: Words = {
	fields: {},
	enums: {},
	methods: {},
	events: {},
};
