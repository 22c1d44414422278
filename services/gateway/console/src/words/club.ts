import type { Words } from './words';

export const club: Words = {
	fields: {
		departement_codes: {
			label: 'Départements',
			hint: 'Dont vous voulez avoir des nouvelles. Aucun : tous.',
			optional: true,
		},
		topics: { label: 'Sujets', hint: 'Dont vous voulez avoir des nouvelles. Aucun : tous.', optional: true },
		digest: { label: 'Résumé', hint: 'Ce que vous n’avez pas lu, rassemblé et envoyé à 7 h, heure de Paris.' },
		notice_ids: { label: 'Notifications', hint: 'De 1 à 1 000 numéros.' },
	},
	enums: {
		'pvd.club.v1.Topic': {
			TOPIC_CANDIDACY: 'Candidatures, avis, sélections',
			TOPIC_LABEL: 'Labels, territoires, comités',
			TOPIC_SCORE: 'Scores et calculs',
			TOPIC_MEASURE: 'Offre de services',
			TOPIC_FUNDING: 'Demandes, décisions, paiements',
		},
		'pvd.club.v1.DigestPeriod': {
			DIGEST_PERIOD_NEVER: 'Jamais',
			DIGEST_PERIOD_DAILY: 'Chaque jour',
			DIGEST_PERIOD_WEEKLY: 'Chaque lundi',
		},
	},
	methods: {
		JoinClub: 'Rejoindre le Club',
		ChangePreferences: 'Enregistrer mes préférences',
		LeaveClub: 'Quitter le Club',
		MarkRead: 'Marquer comme lu',
	},
	events: {
		MemberJoined: 'Membre arrivé',
		PreferencesChanged: 'Préférences changées',
		MemberLeft: 'Membre parti',
		NoticePosted: 'Notification publiée',
		NoticesRead: 'Notifications lues',
		DigestComposed: 'Résumé composé',
		DigestDelivered: 'Résumé envoyé',
	},
};
