/* The hard criteria that the service names when one fails, in short; its own sentence has the figures. */
const CRITERIA: Record<string, string> = {
	POPULATION_LIMIT: 'trop d’habitants',
	POPULATION_UNKNOWN: 'population inconnue',
};

export function criterionWord(id: string): string {
	return CRITERIA[id] ?? id;
}

/* A digest as auditors compare it. */
export function hex(bytes: Uint8Array): string {
	return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
