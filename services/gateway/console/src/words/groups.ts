/* Places whose communes a value is compared among, by the names that grids have for them. */
export const GROUPS: Record<string, string> = {
	nation: 'toutes les communes de France',
	region: 'les communes de sa région',
	departement: 'les communes de son département',
	epci: 'les communes de son intercommunalité',
};
