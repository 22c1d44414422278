import type { Words } from './words';

const M = 'pvd.funding.v1';

export const funding: Words = {
	fields: {
		/* Of a catalogue */
		measures: {
			label: 'Mesures',
			hint: 'De 1 à 200. Ce qui est déjà en vigueur dans les mêmes mots est laissé tel quel.',
		},
		id: {
			label: 'Identifiant de la mesure',
			hint: '2 à 64 lettres minuscules, chiffres ou tirets, par exemple « chef-de-projet ».',
		},
		version: {
			label: 'Version de cette rédaction',
			hint: 'Par exemple « 2027-1 ». Une rédaction ne change jamais : un autre texte porte une autre version.',
		},
		[`${M}.Measure.title`]: { label: 'Intitulé de la mesure' },
		pillar: { label: 'Pilier du programme' },
		payers: {
			label: 'Financeurs',
			hint: 'De 1 à 16 ; l’un d’eux au moins paie. Par leur code : etat, anct, banque-des-territoires, anah.',
		},
		opens_on: { label: 'Ouverte à partir du', hint: 'Laissez vide si elle l’a toujours été.', optional: true },
		closes_on: { label: 'Dernier jour de dépôt', hint: 'Laissez vide s’il n’y en a pas.', optional: true },
		[`${M}.Measure.documents`]: { label: 'Pièces d’un dossier complet', hint: '32 au plus.' },
		max_months: {
			label: 'Durée la plus longue d’une demande, en mois',
			hint: 'Laissez vide si aucune durée n’est demandée : le coût est alors celui de l’opération entière.',
			optional: true,
		},
		completeness_months: {
			label: 'Silence qui vaut dossier complet, en mois',
			hint: '24 au plus. Trois mois pour la DETR et la DSIL (CGCT, art. R2334-23). Laissez vide si le silence ne vaut rien.',
			optional: true,
		},
		flat: { label: 'Un forfait, le même pour tous' },
		share: { label: 'Une part du coût' },
		legal_reference: {
			label: 'Référence légale',
			hint: 'L’article dont la règle vient, s’il y en a un.',
			optional: true,
		},
		source: { label: 'Source', hint: 'Où la règle a été lue.' },
		read_on: { label: 'Lue le' },
		[`${M}.Document.code`]: { label: 'Code de la pièce', hint: '2 à 64 lettres minuscules, chiffres ou tirets.' },
		[`${M}.Document.title`]: { label: 'Nom de la pièce' },
		[`${M}.FlatAmount.amount_cents`]: { label: 'Montant du forfait', hint: 'En euros, pour toute la demande.' },
		[`${M}.ShareOfCost.rate_bp`]: {
			label: 'Taux le plus haut, tous financeurs réunis',
			hint: 'En pour cent du coût, par exemple 75.',
		},
		[`${M}.ShareOfCost.annual_ceiling_cents`]: {
			label: 'Plafond par an, tous financeurs réunis',
			hint: 'En euros. Laissez vide s’il n’y en a pas.',
			optional: true,
		},
		co_payers: {
			label: 'Cofinanceurs',
			hint: '8 au plus : qui peut payer une part en plus des financeurs de la mesure.',
		},
		min_rate_bp: {
			label: 'Taux le plus bas, tous financeurs réunis',
			hint: 'En pour cent du coût. Laissez vide s’il n’y en a pas.',
			optional: true,
		},
		[`${M}.CoPayer.payer`]: { label: 'Cofinanceur', hint: 'Par son code, par exemple anah.', as: 'text' },
		[`${M}.CoPayer.rate_bp`]: { label: 'Taux le plus haut de sa part', hint: 'En pour cent du coût annuel.' },
		annual_base_ceiling_cents: {
			label: 'Coût annuel auquel son taux s’applique, au plus',
			hint: 'En euros. Laissez vide s’il n’y a pas de plafond.',
			optional: true,
		},
		[`${M}.CoPayer.annual_ceiling_cents`]: {
			label: 'Plafond de sa part, par an',
			hint: 'En euros. Laissez vide s’il n’y en a pas.',
			optional: true,
		},
		raised_annual_ceiling_cents: {
			label: 'Plafond de tous, par an, quand il paie une part',
			hint: 'En euros. Laissez vide s’il ne relève pas celui de la mesure.',
			optional: true,
		},
		document_code: {
			label: 'Pièce qu’il demande en plus',
			hint: 'Son code ; laissez vide s’il n’en demande pas.',
			optional: true,
		},

		/* Of an application */
		application_id: { label: 'Demande' },
		territory_id: { label: 'Territoire' },
		beneficiary_code: {
			label: 'Bénéficiaire',
			hint: 'Une commune du territoire par son code Insee (5 caractères), ou son intercommunalité par son SIREN (9 chiffres).',
		},
		measure_id: { label: 'Mesure demandée' },
		[`${M}.FileApplicationRequest.title`]: {
			label: 'Objet de la demande',
			hint: 'Ce qui est financé, en une ligne, par exemple « Poste de chef de projet, 2ᵉ année ».',
		},
		starts_on: { label: 'Début de l’opération' },
		months: { label: 'Durée, en mois' },
		annual_cost_cents: {
			label: 'Coût hors taxes',
			hint: 'En euros : le coût annuel chargé si la mesure se demande pour une durée, celui de l’opération entière sinon.',
		},
		[`${M}.FileApplicationRequest.amounts`]: {
			label: 'Montants demandés',
			hint: 'Pour toute la durée, financeur par financeur.',
		},
		[`${M}.FileApplicationRequest.documents`]: {
			label: 'Pièces jointes',
			hint: 'Celles que vous avez ; les autres pourront suivre.',
		},
		payer: { label: 'Financeur' },
		amount_cents: { label: 'Montant', hint: 'En euros, pour toute la durée.' },
		[`${M}.FiledDocument.code`]: { label: 'Pièce' },
		[`${M}.FiledDocument.reference`]: {
			label: 'Référence de la pièce',
			hint: 'De quoi la retrouver, par exemple « délibération 2026-14 du 3 mars 2026 ».',
		},
		document_codes: { label: 'Pièces demandées' },
		note: { label: 'Ce qui est demandé, et pourquoi', hint: 'Le bénéficiaire le lit. 3 000 caractères au plus.' },
		[`${M}.ProvideDocumentsRequest.documents`]: { label: 'Pièces fournies' },
		[`${M}.GrantApplicationRequest.amounts`]: {
			label: 'Montants accordés',
			hint: 'Pour toute la durée, au plus ce qui est demandé. Un financeur laissé vide n’accorde rien.',
		},
		decision_reference: { label: 'Référence de la décision', hint: 'Par exemple « arrêté 2026-112 ».' },
		decision_date: { label: 'Date de la décision', hint: 'Aujourd’hui au plus tard.' },
		rule: {
			label: 'Règle à laquelle la demande ne satisfait pas',
			hint: 'Un article, ou une clause de la mesure (CRPA, art. L211-2).',
		},
		[`${M}.RefuseApplicationRequest.reason`]: {
			label: 'Motif du refus',
			hint: 'En quoi la demande ne satisfait pas à la règle : un refus est motivé (CRPA, art. L211-2).',
		},
		[`${M}.WithdrawApplicationRequest.reason`]: { label: 'Pourquoi la demande est retirée' },
		[`${M}.CommitFundsRequest.amount_cents`]: {
			label: 'Montant à engager',
			hint: 'En euros, au plus ce qui reste de ce que le financeur a accordé.',
		},
		commitment_reference: {
			label: 'Référence de l’engagement',
			hint: 'Pour l’État et l’ANCT, les dix chiffres de l’engagement juridique dans Chorus ; pour les autres, celle de leurs livres.',
		},
		[`${M}.RecordPaymentRequest.amount_cents`]: {
			label: 'Montant payé',
			hint: 'En euros, au plus ce qui reste de ce que le financeur a engagé.',
		},
		[`${M}.RecordPaymentRequest.reference`]: {
			label: 'Référence du paiement',
			hint: 'Celle des livres du financeur, par exemple « DP 4500012345 ». La même référence est le même paiement.',
		},
		paid_on: { label: 'Payé le', hint: 'Aujourd’hui au plus tard.' },
	},
	enums: {
		[`${M}.Pillar`]: {
			PILLAR_ENGINEERING: 'Ingénierie',
			PILLAR_FUNDING: 'Financements thématiques',
			PILLAR_CLUB: 'Club',
		},
		[`${M}.ApplicationStatus`]: {
			APPLICATION_STATUS_FILED: 'Déposée',
			APPLICATION_STATUS_INCOMPLETE: 'Pièces demandées',
			APPLICATION_STATUS_COMPLETE: 'Complète',
			APPLICATION_STATUS_GRANTED: 'Accordée',
			APPLICATION_STATUS_REFUSED: 'Refusée',
			APPLICATION_STATUS_COMMITTED: 'Engagée',
			APPLICATION_STATUS_PAID: 'Payée',
			APPLICATION_STATUS_WITHDRAWN: 'Retirée',
		},
	},
	methods: {
		AdoptCatalogue: 'Mettre en vigueur',
		FileApplication: 'Déposer la demande',
		RequestDocuments: 'Demander des pièces',
		ProvideDocuments: 'Fournir des pièces',
		DeclareComplete: 'Déclarer le dossier complet',
		GrantApplication: 'Accorder',
		RefuseApplication: 'Refuser',
		WithdrawApplication: 'Retirer la demande',
		CommitFunds: 'Engager',
		RecordPayment: 'Enregistrer un paiement',
	},
	events: {
		MeasuresAdopted: 'Mesures mises en vigueur',
		ApplicationFiled: 'Demande déposée',
		DocumentsRequested: 'Pièces demandées',
		DocumentsProvided: 'Pièces fournies',
		ApplicationCompleted: 'Dossier complet',
		ApplicationGranted: 'Demande accordée',
		ApplicationRefused: 'Demande refusée',
		ApplicationWithdrawn: 'Demande retirée',
		FundsCommitted: 'Crédits engagés',
		PaymentRecorded: 'Paiement enregistré',
	},
};
