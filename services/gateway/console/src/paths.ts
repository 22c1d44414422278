/* Where pages are: every address of the console, and nothing else, so that the build can read it without loading a
 * page. The first segments are what the gateway answers with the console. */

export const PATHS = {
	home: '/',
	territories: '/territoires',
	territory: '/territoires/:id',
	commune: '/communes/:code',
	epci: '/intercommunalites/:siren',
	candidacies: '/candidatures',
	candidacyNew: '/candidatures/nouvelle',
	candidacy: '/candidatures/:id',
	selections: '/selections',
	selectionNew: '/selections/nouvelle',
	selection: '/selections/:id',
	eligibility: '/eligibilite',
	score: '/eligibilite/communes/:code',
	comparison: '/eligibilite/comparaison',
	grids: '/eligibilite/grilles',
	grid: '/eligibilite/grilles/:version',
	runs: '/eligibilite/calculs',
	whatIf: '/eligibilite/et-si',
	indicators: '/eligibilite/indicateurs',
	measures: '/financement',
	measure: '/financement/mesures/:id',
	applications: '/financement/demandes',
	applicationNew: '/financement/demandes/nouvelle',
	application: '/financement/demandes/:id',
	totals: '/financement/montants',
	club: '/club',
	preferences: '/club/preferences',
	digest: '/club/resume',
	members: '/club/membres',
	bus: '/bus',
	service: '/bus/services/:service',
	principals: '/bus/principaux',
	principal: '/bus/principaux/:id',
	journal: '/bus/journaux/:service',
	access: '/bus/connexions',
	acts: '/bus/actes',
	act: '/bus/actes/:service/:method',
	files: '/fichiers',
	signIn: '/se-connecter',
	programs: '/programmes',
	legal: '/mentions-legales',
	accessibility: '/accessibilite',
	privacy: '/donnees-personnelles',
	siteMap: '/plan-du-site',
	contact: '/contact',
} as const;

export type PageName = keyof typeof PATHS;

export function sections(): string[] {
	const firsts = Object.values(PATHS).map((path) => path.split('/')[1] ?? '');
	return [...new Set(firsts.filter((first) => first !== ''))].sort();
}

type Values<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
	? Record<Name, string> & Values<Rest>
	: Path extends `${string}:${infer Name}`
		? Record<Name, string>
		: Record<never, never>;

/* The address of a page: `address('commune', {code: '77183'})`. */
export function address<Name extends PageName>(
	name: Name,
	...[values]: keyof Values<(typeof PATHS)[Name]> extends never ? [] : [Values<(typeof PATHS)[Name]>]
): string {
	const given = (values ?? {}) as Record<string, string>;
	return PATHS[name].replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(given[key] ?? ''));
}
