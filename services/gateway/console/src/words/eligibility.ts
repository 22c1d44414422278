import type { Words } from './words';

const P = 'pvd.eligibility.v1';

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
			hint: 'De critères que le registre a déjà adoptés : avec ceux de la grille, ils disent qui est éligible.',
		},
		indicators: { label: 'Indicateurs', hint: 'De 1 à 64, chacun une fois par année ; leurs poids font 100 %.' },
		indicator_id: { label: 'Indicateur', hint: 'Ce qui est regardé.', as: 'indicator' },
		year: { label: 'Année', hint: 'Vide : la dernière connue.', optional: true },
		direction: {
			label: 'Sens',
			hint: 'Quelles valeurs donnent le plus de points ; par paliers, les paliers le disent.',
		},
		percentile: { label: 'Le rang parmi d’autres' },
		group_id: { label: 'Parmi', hint: 'Les communes avec lesquelles la valeur est comparée.', as: 'group' },
		linear: { label: 'Une échelle en ligne droite' },
		logarithm: { label: 'Une échelle selon le logarithme' },
		steps: { label: 'Des paliers', hint: 'De 1 à 64, du plus bas au plus haut.' },
		low: {
			label: 'Borne basse',
			hint: 'À cette valeur et en dessous, aucun point ; pour un logarithme, au-dessus de 0.',
		},
		high: {
			label: 'Borne haute',
			hint: 'À cette valeur et au-dessus, tous les points ; l’inverse si la valeur basse est la meilleure.',
		},
		from: { label: 'À partir de' },
		value: { label: 'Part des points', hint: 'De 0 à 1.' },
		weight_bp: { label: 'Poids', hint: 'Part du score, en pour cent : de 0,01 à 100. Ensemble, les poids font 100 %.' },
		missing: { label: 'Valeur inconnue', hint: 'Ce que reçoit une commune dont la valeur n’est pas connue.' },
		reason: {
			label: 'Pourquoi cet indicateur',
			hint: 'Publié avec la grille : qui est classé peut le lire.',
			as: 'long',
		},
		criteria: {
			label: 'Critères de la grille',
			hint: 'Au plus 16, en plus de la limite de population. Une commune sans valeur les remplit.',
		},
		id: {
			label: 'Identifiant',
			hint: 'En capitales : « ACTION_COEUR_DE_VILLE ». Un score le cite s’il n’est pas rempli.',
		},
		condition: { label: 'Condition' },
		operand: { label: 'De quoi' },
		comparison: { label: 'Doit être' },
		threshold: { label: 'Valeur' },
		legal_reference: { label: 'Règle', hint: 'Le texte qui le demande.' },
		adopted_at: { label: 'Adoptée le', isTold: true },
		grid_version: { label: 'Version de la grille', hint: 'Vide : la grille en vigueur.', optional: true },
		scope: { label: 'Communes à classer' },
		departement_code: {
			label: 'Département',
			hint: 'Vide : toute la France, ou la région choisie. Les valeurs sont comparées dans tout le pays de toute façon.',
			optional: true,
		},
		region_code: { label: 'Région', hint: 'Vide : toute la France, ou le département choisi.', optional: true },
		criteria_on: { label: 'Critères en vigueur le', hint: 'Vide : aujourd’hui.', optional: true, as: 'date' },
		commune_code: { label: 'Commune', hint: 'Nom ou code Insee.' },
		kind: { label: 'Sens de la dérogation' },
		[`${P}.Criterion.title`]: { label: 'Ce qui est demandé', hint: '« Ne pas être déjà dans Action cœur de ville ».' },
		[`${P}.RecordOverrideRequest.reason`]: {
			label: 'Motif',
			hint: 'Ce que les chiffres ne voient pas de cette ville. Il se lit à côté du score (CRPA, art. L211-2).',
			as: 'long',
		},
		[`${P}.WithdrawOverrideRequest.reason`]: {
			label: 'Motif du retrait',
			hint: 'Il est journalisé (CRPA, art. L211-2).',
			as: 'long',
		},
	},
	enums: {
		[`${P}.Direction`]: {
			DIRECTION_HIGHER: 'Plus la valeur est haute, plus il y a de points',
			DIRECTION_LOWER: 'Plus la valeur est basse, plus il y a de points',
		},
		[`${P}.MissingRule`]: {
			MISSING_RULE_NEUTRAL: 'La moitié des points',
			MISSING_RULE_WORST: 'Aucun point',
		},
		[`${P}.Theme`]: {
			THEME_CENTRALITY: 'Centralité',
			THEME_FRAGILITY: 'Fragilité',
			THEME_CONTEXT: 'Contexte',
		},
		[`${P}.Nature`]: {
			NATURE_COUNT: 'Nombre',
			NATURE_RATE: 'Taux',
			NATURE_CLASS: 'Classe',
			NATURE_GROUP: 'Groupe de communes',
		},
		[`${P}.Geographic.Fact`]: {
			FACT_POPULATION: 'Population municipale',
			FACT_CHEF_LIEU: 'Chef-lieu',
		},
		[`${P}.Comparison`]: {
			COMPARISON_BELOW: 'Inférieur à',
			COMPARISON_AT_MOST: 'Au plus égal à',
			COMPARISON_EQUAL: 'Égal à',
			COMPARISON_NOT_EQUAL: 'Autre que',
			COMPARISON_AT_LEAST: 'Au moins égal à',
			COMPARISON_ABOVE: 'Supérieur à',
		},
		[`${P}.Measure`]: {
			MEASURE_SHARE: 'Part du total',
			MEASURE_RANK: 'Rang',
			MEASURE_RATIO_TO_LARGEST: 'Rapport à la plus grande',
			MEASURE_COUNT: 'Nombre de communes',
			MEASURE_RATIO_TO_LARGEST_OTHER: 'Rapport à la plus grande des autres',
		},
		[`${P}.OverrideKind`]: {
			OVERRIDE_KIND_RETAIN: 'Retenir malgré le rang',
			OVERRIDE_KIND_SET_ASIDE: 'Écarter malgré le rang',
		},
	},
	methods: {
		AdoptGrid: 'Adopter la grille',
		DefineIndicators: 'Définir des indicateurs',
		RecordSeries: 'Enregistrer une série',
		RunScores: 'Lancer un calcul',
		RecordOverride: 'Enregistrer la dérogation',
		WithdrawOverride: 'Retirer la dérogation',
	},
	events: {
		GridAdopted: 'Grille adoptée',
		IndicatorsDefined: 'Indicateurs définis',
		SeriesRecorded: 'Série enregistrée',
		RunCompleted: 'Calcul achevé',
		OverrideRecorded: 'Dérogation enregistrée',
		OverrideWithdrawn: 'Dérogation retirée',
		CandidacyScored: 'Candidature classée',
	},
};
