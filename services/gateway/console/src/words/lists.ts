/* Lists that are exported: what they are called, and by what one narrows them. */
import type { FieldWord, Words } from './words';

const departement_code: FieldWord = { label: 'Département', hint: 'Vide : tous.', optional: true };
const region_code: FieldWord = { label: 'Région', hint: 'Vide : toutes.', optional: true };
const epci_siren: FieldWord = { label: 'Intercommunalité', hint: 'Par son nom. Vide : toutes.', optional: true };
const commune_code: FieldWord = { label: 'Commune', hint: 'Nom ou code Insee. Vide : toutes.', optional: true };

const run_id: FieldWord = {
	label: 'Numéro du calcul',
	hint: 'Vide : le dernier calcul de tout le pays.',
	optional: true,
};
const eligible_only: FieldWord = { label: 'Communes éligibles seulement' };

function fields(message: string, words: Record<string, FieldWord>): Record<string, FieldWord> {
	return Object.fromEntries(Object.entries(words).map(([name, word]) => [`${message}.${name}`, word]));
}

export const lists: Pick<Words, 'fields' | 'methods'> = {
	methods: {
		'pvd.registry.v1.RegistryService/ListTerritories': 'Territoires labellisés',
		'pvd.registry.v1.RegistryService/ListCandidacies': 'Candidatures',
		'pvd.registry.v1.RegistryService/ListSelections': 'Sélections des régions',
		'pvd.registry.v1.RegistryService/ListCommunes': 'Communes',
		'pvd.registry.v1.RegistryService/ListEpcis': 'Intercommunalités',
		'pvd.eligibility.v1.EligibilityService/ListScores': 'Scores d’éligibilité',
		'pvd.eligibility.v1.EligibilityService/ListExplanations':
			'Scores d’éligibilité expliqués, indicateur par indicateur',
		'pvd.eligibility.v1.EligibilityService/ListOverrides': 'Dérogations des préfets au classement',
		'pvd.eligibility.v1.EligibilityService/ListRuns': 'Calculs d’éligibilité',
		'pvd.eligibility.v1.EligibilityService/ListGrids': 'Grilles d’éligibilité',
		'pvd.funding.v1.FundingService/ListApplications': 'Demandes de financement',
		'pvd.funding.v1.FundingService/ListMeasures': 'Offre de services',
		'pvd.club.v1.ClubService/ListMembers': 'Membres du Club',
		'pvd.club.v1.ClubService/ListNotices': 'Mes notifications du Club',
		'pvd.club.v1.ClubService/ListDigests': 'Mes résumés du Club',
		'pvd.gateway.v1.GatewayService/ListDocuments': 'Documents',
		'pvd.gateway.v1.GatewayService/ListExports': 'Mes exports',
		'pvd.gateway.v1.GatewayService/ListSessions': 'Sessions ouvertes',
		'pvd.gateway.v1.GatewayService/ListTokens': 'Jetons',
		'pvd.bus.v1.BusService/ListPrincipals': 'Acteurs de l’instance',
	},
	fields: {
		...fields('pvd.registry.v1.ListTerritoriesRequest', { departement_code, region_code, epci_siren, commune_code }),
		...fields('pvd.registry.v1.ListCandidaciesRequest', { departement_code }),
		...fields('pvd.registry.v1.ListSelectionsRequest', { region_code }),
		...fields('pvd.registry.v1.ListCommunesRequest', { departement_code, region_code, epci_siren }),
		...fields('pvd.registry.v1.ListEpcisRequest', { departement_code, region_code }),
		...fields('pvd.eligibility.v1.ListScoresRequest', {
			departement_code,
			region_code,
			epci_siren,
			run_id,
			eligible_only,
		}),
		...fields('pvd.eligibility.v1.ListExplanationsRequest', {
			departement_code,
			region_code,
			epci_siren,
			run_id,
			eligible_only,
		}),
		...fields('pvd.eligibility.v1.ListOverridesRequest', { departement_code, commune_code }),
		...fields('pvd.funding.v1.ListApplicationsRequest', { departement_code }),
		'pvd.registry.v1.ListTerritoriesRequest.status': { label: 'Statut du territoire', hint: 'Sans choix : tous.' },
		'pvd.registry.v1.ListCandidaciesRequest.status': { label: 'Statut de la candidature', hint: 'Sans choix : tous.' },
		'pvd.eligibility.v1.ListScoresRequest.indicator_ids': {
			label: 'Indicateurs à détailler',
			hint: 'Au plus 20, de la grille du calcul.',
			optional: true,
			as: 'indicator',
		},
		'pvd.funding.v1.ListApplicationsRequest.territory_id': {
			label: 'Territoire',
			hint: 'Vide : tous.',
			optional: true,
		},
		'pvd.funding.v1.ListApplicationsRequest.measure_id': { label: 'Mesure', optional: true },
		'pvd.funding.v1.ListApplicationsRequest.status': { label: 'Statut de la demande', hint: 'Sans choix : tous.' },
		'pvd.funding.v1.ListMeasuresRequest.open_on': {
			label: 'Ouvertes à cette date',
			hint: 'Vide : toutes, ouvertes ou non.',
			optional: true,
			as: 'date',
		},
		'pvd.club.v1.ListNoticesRequest.unread_only': { label: 'Notifications non lues seulement' },
		'pvd.club.v1.ListNoticesRequest.topic': { label: 'Sujet', hint: 'Sans choix : tous.' },
		'pvd.gateway.v1.ListTokensRequest.principal_id': {
			label: 'Acteur',
			hint: 'Son identifiant. Vide : tous.',
			optional: true,
		},
		'pvd.bus.v1.ListPrincipalsRequest.with_revoked': { label: 'Avec les acteurs révoqués' },
	},
};
