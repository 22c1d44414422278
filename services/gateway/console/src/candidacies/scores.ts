/* What a commune that is not eligible lacks, in few words; its page of the eligibility service says it in full. */
const FAILED: Record<string, string> = {
	POPULATION_LIMIT: 'Population au-dessus de la limite',
	POPULATION_UNKNOWN: 'Population de référence inconnue',
	NOT_SCORED: 'Pas encore de score',
};

export function failedWord(criterion: string): string {
	return FAILED[criterion] ?? 'Un critère d’entrée n’est pas rempli';
}
