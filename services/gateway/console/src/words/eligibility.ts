import type { Words } from './words';

export const eligibility: Words = {
	fields: {
		grid: { label: 'Grille' },
		version: {
			label: 'Version',
			hint: 'Elle nomme ce contenu pour toujours : « grille-2026-1 ». Une autre grille a une autre version.',
		},
		title: { label: 'Titre', hint: 'Ce que la grille cherche, en une ligne.' },
		author: { label: 'Auteur', hint: 'Qui a établi la grille : « ANCT ».' },
		source: { label: 'Fondement', hint: 'Le texte, l’instruction ou l’étude sur quoi elle repose.', as: 'long' },
		valid_from: { label: 'Vaut à partir du', as: 'date' },
		valid_until: { label: 'Vaut jusqu’au', hint: 'Vide : sans terme.', optional: true, as: 'date' },
		criteria_version: {
			label: 'Version des critères d’entrée',
			hint: 'De critères que le registre a déjà adoptés : ils disent seuls qui est éligible.',
		},
		indicators: { label: 'Indicateurs', hint: 'De 1 à 64, chacun une fois ; leurs poids font 100 %.' },
		indicator_id: { label: 'Indicateur', hint: 'Ce que la grille regarde.', as: 'indicator' },
		direction: { label: 'Sens', hint: 'Quelles valeurs donnent le meilleur rang.' },
		reference: { label: 'Référence', hint: 'Parmi quelles communes la valeur est classée.' },
		weight_bp: { label: 'Poids', hint: 'Part du score, en pour cent : de 0,01 à 100. Ensemble, les poids font 100 %.' },
		missing: { label: 'Valeur inconnue', hint: 'Ce que reçoit une commune dont la valeur n’est pas connue.' },
		reason: {
			label: 'Pourquoi cet indicateur',
			hint: 'Publié avec la grille : qui est classé peut le lire.',
			as: 'long',
		},
		adopted_at: { label: 'Adoptée le', isTold: true },
		grid_version: { label: 'Version de la grille', hint: 'Vide : la grille en vigueur.', optional: true },
	},
	enums: {
		'pvd.eligibility.v1.Direction': {
			DIRECTION_HIGHER: 'Plus la valeur est haute, meilleur est le rang',
			DIRECTION_LOWER: 'Plus la valeur est basse, meilleur est le rang',
		},
		'pvd.eligibility.v1.Reference': {
			REFERENCE_NATION: 'Toutes les communes de France',
			REFERENCE_REGION: 'Les communes de sa région',
			REFERENCE_DEPARTEMENT: 'Les communes de son département',
			REFERENCE_EPCI: 'Les communes de son intercommunalité',
		},
		'pvd.eligibility.v1.MissingRule': {
			MISSING_RULE_NEUTRAL: 'Le milieu de sa référence',
			MISSING_RULE_WORST: 'Le dernier rang de sa référence',
		},
	},
	methods: {
		AdoptGrid: 'Adopter la grille',
		RunScores: 'Lancer un calcul',
	},
	events: {
		GridAdopted: 'Grille adoptée',
		RunCompleted: 'Calcul achevé',
		CandidacyScored: 'Candidature classée',
	},
};
