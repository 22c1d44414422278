/* Commands that are no form: programs call them, or a page that draws a secret first. */
import type { PageName } from '~/paths';

export interface Elsewhere {
	reason: string;
	command?: string; // of pvd, that does it
	page?: PageName; // of the console, that does it
}

const IMPORT: Elsewhere = {
	reason: 'Un import se compose de dizaines de milliers de lignes, envoyées par morceaux puis publiées d’un coup.',
	command: 'pvd import cog',
};
const SERIES = 'Des valeurs par commune, par dizaines de milliers, lues dans les fichiers de ceux qui les publient.';
const GATEWAY = 'La passerelle seule peut le dire, et le dit d’elle-même :';

export const ELSEWHERE: Record<string, Elsewhere> = {
	'pvd.registry.v1.RegistryService/BeginImport': IMPORT,
	'pvd.registry.v1.RegistryService/PutImportChunk': IMPORT,
	'pvd.registry.v1.RegistryService/PublishImport': IMPORT,
	'pvd.eligibility.v1.EligibilityService/DefineIndicators': {
		reason: 'Les définitions s’écrivent ensemble, chacune après celles dont elle est faite.',
		command: 'pvd import definitions',
		page: 'indicators',
	},
	'pvd.eligibility.v1.EligibilityService/RecordSeries': {
		reason: SERIES,
		command: 'pvd import indicators',
		page: 'indicators',
	},
	'pvd.gateway.v1.GatewayService/OpenSession': {
		reason: `${GATEWAY} quand quelqu’un suit son lien de connexion.`,
		command: 'pvd login-link',
	},
	'pvd.gateway.v1.GatewayService/RecordActivity': { reason: `${GATEWAY} quand des sessions sont utilisées.` },
	'pvd.gateway.v1.GatewayService/RecordDocument': {
		reason: `${GATEWAY} quand un fichier est arrivé entier.`,
		page: 'files',
	},
	'pvd.gateway.v1.GatewayService/RecordExport': { reason: `${GATEWAY} quand un export est terminé.`, page: 'files' },
	'pvd.gateway.v1.GatewayService/CreateLoginLink': {
		reason: 'Le secret du lien est tiré par la page qui l’affiche.',
		command: 'pvd login-link',
		page: 'access',
	},
	'pvd.gateway.v1.GatewayService/CreateToken': {
		reason: 'Le secret du jeton est tiré par la page qui l’affiche.',
		command: 'pvd token',
		page: 'access',
	},
};
