import type { Words } from './words';

const REASON =
	'Elle figure dans la décision notifiée : les faits, puis la règle (CRPA L211-2). 3 000 caractères au plus.';
const ZONES = 'metro, drom ou com, une par ligne.';

export const registry: Words = {
	fields: {
		/* Candidacies */
		commune_codes: {
			label: 'Communes',
			hint: 'De 1 à 20, membres de leurs intercommunalités. Écrivez un nom ou un code Insee, choisissez, recommencez pour chacune.',
		},
		epci_sirens: { label: 'Intercommunalités', hint: 'Celles dont les communes sont membres : 4 au plus.' },
		coordinating_departement_code: {
			label: 'Département qui coordonne',
			hint: 'Celui dont la préfecture instruit la candidature. À défaut, celui de la première commune.',
			optional: true,
		},
		project_note: {
			label: 'Note de projet',
			hint: 'Les fonctions de centralité de la ville, ses fragilités, ce que vous voulez faire et avec qui. 8 000 caractères au plus.',
		},
		candidacy_id: { label: 'Candidature', hint: 'Son identifiant, de 26 caractères.' },
		reason: { label: 'Motivation', hint: REASON },
		decision_reference: {
			label: 'Référence de la décision',
			hint: 'Par exemple « Décision ANCT 2026-12 du 3 février 2026 ».',
		},
		'pvd.registry.v1.WithdrawCandidacyRequest.reason': {
			label: 'Pourquoi la candidature est retirée',
			hint: '3 000 caractères au plus. Les communes pourront en présenter une nouvelle.',
		},
		'pvd.registry.v1.GiveOpinionRequest.kind': { label: 'Avis du préfet' },
		rank: {
			label: 'Rang parmi les candidatures du département',
			hint: 'De 1 à 999, 1 pour la première ; vide : la candidature n’est pas classée.',
			optional: true,
		},
		comment: {
			label: 'Motivation de l’avis',
			hint: 'Exigée si l’avis est réservé ou défavorable (CRPA L211-2). 3 000 caractères au plus.',
		},

		/* Selections */
		region_code: { label: 'Région' },
		candidacy_ids: { label: 'Candidatures', hint: 'Dans l’ordre du comité régional : de 1 à 200.' },
		committee_date: { label: 'Date du comité régional', hint: 'Le jour où il s’est tenu, au plus tard aujourd’hui.' },
		minutes_reference: {
			label: 'Référence du compte rendu',
			hint: 'Par exemple « Comité régional du 14 janvier 2026, relevé de décisions n° 3 ».',
		},
		unfavourable_reason: {
			label: 'Pourquoi proposer malgré un avis défavorable',
			hint: 'Exigé dès que l’avis du préfet sur l’une des candidatures est défavorable. 3 000 caractères au plus.',
			optional: true,
		},

		/* Labels, territories, committees */
		territory_name: {
			label: 'Nom du territoire',
			hint: 'Celui sous lequel il sera connu du public : 160 caractères au plus.',
		},
		decision_date: { label: 'Date de la décision', hint: 'Au plus tard aujourd’hui.' },
		label_id: { label: 'Label', hint: 'Son identifiant, de 26 caractères.' },
		territory_id: { label: 'Territoire' },
		held_on: { label: 'Date de la réunion', hint: 'Entre la décision de labellisation et aujourd’hui.', as: 'date' },
		place: { label: 'Lieu de la réunion', hint: 'La commune ou le bâtiment : 160 caractères au plus.' },
		decisions: {
			label: 'Ce qui a été décidé',
			hint: 'Pour le dossier du territoire : 8 000 caractères au plus.',
			as: 'long',
			optional: true,
		},
		axes: {
			label: 'Axes du projet adoptés',
			hint: 'Dans leur ordre, 12 au plus, de 200 caractères. Aucun : la réunion n’en a pas adopté, et ceux d’avant demeurent.',
		},

		/* Criteria */
		criteria: { label: 'Critères d’entrée' },
		version: {
			label: 'Version',
			hint: 'Le nom que les décisions citeront, par exemple « criteria-2026 ». Son contenu ne change plus.',
		},
		population_limit: {
			label: 'Population à ne pas atteindre',
			hint: 'En habitants : une commune éligible en a moins. 20 000 dans l’instruction du 16 octobre 2019.',
		},
		reference_year: {
			label: 'Année de la population prise en compte',
			hint: 'Celle de la population municipale, par exemple 2023.',
		},
		source: { label: 'Source', hint: 'Où les données sont publiées : 300 caractères au plus.' },
		legal_reference: { label: 'Fondement', hint: 'Le texte qui fixe la limite, et son annexe ou son article.' },

		/* Populations, contours, positions: columns that programs send, a person a few lines */
		year: { label: 'Année' },
		codes: { label: 'Codes', hint: 'Un par ligne, dans l’ordre croissant, sans doublon.' },
		values: { label: 'Populations municipales', hint: 'Une par commune, dans le même ordre.', as: 'integer' },
		'pvd.registry.v1.RecordContoursRequest.kind': { label: 'Nature des contours' },
		contours: { label: 'Contours', hint: 'Par code croissant : 5 000 au plus.' },
		code: { label: 'Code', hint: 'Code Insee, ou SIREN d’une intercommunalité.' },
		point_counts: { label: 'Points de chaque anneau', hint: 'Au moins trois par anneau.' },
		deltas: {
			label: 'Coordonnées',
			hint: 'Longitude puis latitude, en cent-millièmes de degré, chacune par différence avec le point d’avant.',
		},
		longitudes_e5: { label: 'Longitudes', hint: 'En cent-millièmes de degré, une par commune.' },
		latitudes_e5: { label: 'Latitudes', hint: 'En cent-millièmes de degré, une par commune.' },

		/* Imports of a geography */
		import_id: { label: 'Import', hint: 'L’identifiant donné quand il a commencé.' },
		digest: { label: 'Empreinte des données', hint: '32 octets, en base64.' },
		cog_year: { label: 'Année du code officiel géographique' },
		population_year: { label: 'Année des populations' },
		population_source: { label: 'Source des populations' },
		totals: { label: 'Nombre attendu de chaque échelon' },
		'pvd.registry.v1.GeographyTotals.regions': { label: 'Régions', hint: 'Leur nombre.' },
		'pvd.registry.v1.GeographyTotals.departements': { label: 'Départements', hint: 'Leur nombre.', as: 'integer' },
		'pvd.registry.v1.GeographyTotals.arrondissements': { label: 'Arrondissements', hint: 'Leur nombre.' },
		'pvd.registry.v1.GeographyTotals.communes': { label: 'Communes', hint: 'Leur nombre.' },
		'pvd.registry.v1.GeographyTotals.epcis': { label: 'Intercommunalités', hint: 'Leur nombre.' },
		index: { label: 'Rang du lot', hint: 'À partir de 0, tous échelons confondus.' },
		after_code: {
			label: 'Dernier code du lot d’avant',
			hint: 'Vide : c’est le premier lot de cet échelon.',
			optional: true,
		},
		last: { label: 'C’est le dernier lot de cet échelon' },
		regions: { label: 'Régions' },
		departements: { label: 'Départements', as: 'text' },
		arrondissements: { label: 'Arrondissements' },
		communes: { label: 'Communes' },
		epcis: { label: 'Intercommunalités' },
		names: { label: 'Noms', hint: 'Un par code.' },
		chef_lieu_codes: { label: 'Chefs-lieux', hint: 'Le code Insee d’une commune, un par ligne.' },
		zones: { label: 'Zones', hint: ZONES },
		region_codes: { label: 'Codes des régions' },
		departement_codes: { label: 'Codes des départements', as: 'text' },
		arrondissement_codes: { label: 'Codes des arrondissements', hint: 'Vide où il n’y en a pas.' },
		sirens: { label: 'SIREN', hint: 'Vide où il n’y en a pas.' },
		populations: { label: 'Populations', hint: 'De l’année indiquée ; -1 : inconnue.' },
		postal_code_counts: { label: 'Nombre de codes postaux', hint: 'De chaque commune.' },
		postal_codes: { label: 'Codes postaux', hint: 'Ceux de toutes les communes, à la suite.' },
		former_code_counts: { label: 'Nombre d’anciennes communes', hint: 'De chaque commune.' },
		former_codes: { label: 'Anciennes communes', hint: 'Celles de toutes les communes, à la suite.' },
		kinds: { label: 'Natures juridiques', hint: 'CC, CA, CU, METRO ou MET69.' },
		financings: { label: 'Fiscalités', hint: 'FPU ou FA.' },
		member_counts: { label: 'Nombre de membres', hint: 'De chaque intercommunalité.' },
		member_codes: { label: 'Membres', hint: 'Ceux de toutes les intercommunalités, à la suite.' },
	},
	enums: {
		'pvd.registry.v1.CandidacyStatus': {
			CANDIDACY_STATUS_SUBMITTED: 'Intérêt manifesté',
			CANDIDACY_STATUS_OPINION_GIVEN: 'Avis rendu',
			CANDIDACY_STATUS_PROPOSED: 'Proposée par la région',
			CANDIDACY_STATUS_LABELLED: 'Labellisée',
			CANDIDACY_STATUS_REFUSED: 'Non retenue',
			CANDIDACY_STATUS_WITHDRAWN: 'Retirée',
		},
		'pvd.registry.v1.OpinionKind': {
			OPINION_KIND_FAVOURABLE: 'Favorable',
			OPINION_KIND_RESERVED: 'Réservé',
			OPINION_KIND_UNFAVOURABLE: 'Défavorable',
		},
		'pvd.registry.v1.LabelStatus': {
			LABEL_STATUS_GRANTED: 'Accordé',
			LABEL_STATUS_WITHDRAWN: 'Retiré',
		},
		'pvd.registry.v1.TerritoryStatus': {
			TERRITORY_STATUS_LABELLED: 'Labellisé',
			TERRITORY_STATUS_ENDED: 'Sorti du programme',
		},
		'pvd.registry.v1.TerritoryStep': {
			TERRITORY_STEP_LABELLED: 'Labellisation',
			TERRITORY_STEP_ENDED: 'Sortie du programme',
			TERRITORY_STEP_GEOGRAPHY: 'Changement de périmètre',
			TERRITORY_STEP_COMMITTEE: 'Comité de projet',
		},
		'pvd.registry.v1.PlaceKind': {
			PLACE_KIND_COMMUNE: 'Commune',
			PLACE_KIND_EPCI: 'Intercommunalité',
			PLACE_KIND_TERRITORY: 'Territoire',
		},
		'pvd.registry.v1.ContourKind': {
			CONTOUR_KIND_REGION: 'Régions',
			CONTOUR_KIND_DEPARTEMENT: 'Départements',
			CONTOUR_KIND_COMMUNE: 'Communes',
			CONTOUR_KIND_EPCI: 'Intercommunalités',
		},
	},
	methods: {
		BeginImport: 'Commencer un import de la géographie',
		PutImportChunk: 'Envoyer un lot de la géographie',
		PublishImport: 'Mettre en vigueur la géographie importée',
		RecordPopulations: 'Enregistrer des populations',
		RecordContours: 'Enregistrer des contours',
		RecordPositions: 'Enregistrer des positions de communes',
		AdoptCriteria: 'Adopter des critères d’entrée',
		SubmitCandidacy: 'Manifester son intérêt',
		WithdrawCandidacy: 'Retirer la candidature',
		GiveOpinion: 'Donner un avis',
		RefuseCandidacy: 'Ne pas retenir la candidature',
		ProposeSelection: 'Proposer une sélection',
		GrantLabel: 'Accorder le label',
		WithdrawLabel: 'Retirer le label',
		RecordCommittee: 'Enregistrer une réunion du comité de projet',
	},
	events: {
		ImportBegun: 'Import de la géographie commencé',
		GeographyChunkStaged: 'Lot de la géographie reçu',
		GeographyPublished: 'Géographie mise en vigueur',
		PopulationsRecorded: 'Populations enregistrées',
		ContoursRecorded: 'Contours enregistrés',
		PositionsRecorded: 'Positions de communes enregistrées',
		CriteriaAdopted: 'Critères d’entrée adoptés',
		CandidacySubmitted: 'Intérêt manifesté',
		CandidacyWithdrawn: 'Candidature retirée',
		OpinionGiven: 'Avis donné',
		CandidacyRefused: 'Candidature non retenue',
		SelectionProposed: 'Sélection proposée',
		LabelGranted: 'Label accordé',
		LabelWithdrawn: 'Label retiré',
		TerritoryCreated: 'Territoire créé',
		TerritoryGeographyChanged: 'Périmètre d’un territoire changé',
		TerritoryEnded: 'Territoire sorti du programme',
		CommitteeHeld: 'Comité de projet réuni',
	},
};
