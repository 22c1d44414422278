// Where the console's pages are, on an instance: its own list of addresses, and what is there to fill them with.
import { load } from './modules.mjs';

export const { PATHS, address } = await load('src/paths.ts');

const FERTE = '77183';
const PAYS_DE_BRIE = '200090504';

const NO_ID = '00000000000000000000000000'; // an identifier that nothing has

/* Values that no instance knows, but for what every one has. */
export function invented() {
	const known = fixed();
	return Object.fromEntries(Object.keys(PATHS).map((name) => [name, known[name] ?? { id: NO_ID, version: '2026-1' }]));
}

/* What is there on any instance that has the geography. */
function fixed() {
	return {
		commune: { code: FERTE },
		epci: { siren: PAYS_DE_BRIE },
		score: { code: FERTE },
		service: { service: 'registry' },
		journal: { service: 'registry' },
		act: { service: 'pvd.registry.v1.RegistryService', method: 'SubmitCandidacy' },
	};
}

/* The values of each page's address that has some: of the story that was played. */
export async function parameters(instance) {
	const ask = (method) => instance.call(method, {}, { as: 'anct' });
	const [{ territories }, { candidacies }, { selections }, { applications }, { measures }, { grids }] = await Promise.all([
		ask('ListTerritories'),
		ask('ListCandidacies'),
		ask('ListSelections'),
		ask('ListApplications'),
		ask('ListMeasures'),
		ask('ListGrids'),
	]);
	return {
		...fixed(),
		territory: { id: territories[0].id },
		candidacy: { id: candidacies[0].id },
		selection: { id: selections[0].id },
		grid: { version: grids[0].version },
		measure: { id: measures[0].id },
		application: { id: applications[0].id },
		principal: { id: 'prefecture-77' },
	};
}

/* The address of a page; one whose values nobody said is a fault of this file. */
export function pathOf(name, values) {
	const found = PATHS[name].includes(':') ? address(name, values[name] ?? {}) : PATHS[name];
	if (/\/(\/|$)/.test(found.slice(1)))
		throw new Error(`parameters() says nothing of ${name}`);
	return found;
}
