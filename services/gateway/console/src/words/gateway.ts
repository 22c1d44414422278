import { site } from './site';
import type { Words } from './words';

export const gateway: Words = {
	fields: {
		principal_id: { label: 'Acteur', hint: 'Son identifiant dans l’annuaire de l’instance.' },
		secret_hash: {
			label: 'Empreinte du secret',
			hint: 'BLAKE2b-256 des 32 octets du secret, en base64. Le secret lui-même ne quitte pas qui le tire.',
		},
		'pvd.gateway.v1.CreateTokenRequest.label': { label: 'Usage', hint: 'Ce à quoi il servira, en 1 à 100 caractères.' },
		'pvd.gateway.v1.CreateTokenRequest.valid_until': {
			label: 'Valable jusqu’au',
			hint: 'Au plus 400 jours ; vide : 400 jours.',
			optional: true,
			as: 'instant',
		},
		'pvd.gateway.v1.RevokeTokenRequest.token_id': {
			label: 'Jeton',
			hint: 'Son numéro, que donne la liste des jetons.',
		},
		'pvd.gateway.v1.RevokeTokenRequest.reason': { label: 'Motif', hint: 'De 1 à 500 octets ; il reste au journal.' },
		'pvd.gateway.v1.CloseSessionRequest.session_id': {
			label: 'Session',
			hint: 'Son numéro, que donne la liste des sessions.',
		},
		'pvd.gateway.v1.CloseSessionRequest.reason': {
			label: 'Motif',
			hint: 'De 1 à 500 octets, qui restent au journal, pour fermer la session de quelqu’un d’autre ; vide pour l’une des vôtres.',
		},
		'pvd.gateway.v1.RequestExportRequest.method': {
			label: 'Liste',
			hint: 'Une demande qui répond par pages, par son nom complet : pvd.registry.v1.RegistryService/ListTerritories.',
		},
		'pvd.gateway.v1.RequestExportRequest.request_json': {
			label: 'Critères',
			hint: 'La demande en JSON, sans taille ni numéro de page ; 16 Kio au plus. Vide : toute la liste.',
			optional: true,
			as: 'long',
		},
		'pvd.gateway.v1.RequestExportRequest.form': { label: 'Format du fichier' },
		'pvd.gateway.v1.BeginUploadRequest.departement_codes': { label: 'Départements', hint: 'Leurs préfectures.' },
		'pvd.gateway.v1.BeginUploadRequest.collectivite_codes': {
			label: 'Collectivités',
			hint: 'Code Insee d’une commune (5 caractères) ou SIREN d’une intercommunalité (9 chiffres).',
			as: 'collectivite',
		},
		'pvd.gateway.v1.BeginUploadRequest.partner_ids': {
			label: 'Financeurs',
			hint: 'Tels que le catalogue des mesures les nomme.',
			as: 'payer',
		},
		...site,
	},
	enums: {
		'pvd.gateway.v1.CsvForm': {
			CSV_FORM_SPREADSHEET: 'CSV pour tableur (points-virgules)',
			CSV_FORM_MACHINE: 'CSV pour programme (virgules, RFC 4180)',
		},
		'pvd.gateway.v1.ExportState': {
			EXPORT_STATE_RUNNING: 'En cours',
			EXPORT_STATE_DONE: 'Prêt',
			EXPORT_STATE_FAILED: 'Échoué',
		},
		'pvd.gateway.v1.SignIn': {
			SIGN_IN_UNSPECIFIED: 'Non dit',
			SIGN_IN_LOGIN_LINK: 'Lien de connexion',
		},
		'pvd.gateway.v1.AccessibilityState': {
			ACCESSIBILITY_STATE_NOT_ASSESSED: 'non conforme',
			ACCESSIBILITY_STATE_NONE: 'non conforme',
			ACCESSIBILITY_STATE_PARTIAL: 'partiellement conforme',
			ACCESSIBILITY_STATE_FULL: 'totalement conforme',
		},
		'pvd.gateway.v1.SessionEnd': {
			SESSION_END_SIGNED_OUT: 'Déconnexion',
			SESSION_END_CLOSED: 'Fermée par un exploitant',
			SESSION_END_EXPIRED: 'Expirée',
			SESSION_END_REPLACED: 'Remplacée par une plus récente',
			SESSION_END_REVOKED: 'Acteur révoqué',
		},
	},
	methods: {
		CreateLoginLink: 'Créer un lien de connexion',
		OpenSession: 'Ouvrir une session',
		RecordActivity: 'Noter l’usage des sessions',
		CloseSession: 'Fermer une session',
		CreateToken: 'Créer un jeton',
		RevokeToken: 'Révoquer un jeton',
		RecordDocument: 'Enregistrer un document',
		RequestExport: 'Demander un export',
		RecordExport: 'Enregistrer la fin d’un export',
		DescribeSite: 'Publier ces mentions',
	},
	events: {
		LoginLinkCreated: 'Lien de connexion créé',
		LoginLinkExpired: 'Lien de connexion expiré',
		SessionOpened: 'Session ouverte',
		SessionsSeen: 'Sessions utilisées',
		SessionClosed: 'Session fermée',
		TokenCreated: 'Jeton créé',
		TokenRevoked: 'Jeton révoqué',
		DocumentRecorded: 'Document déposé',
		ExportRequested: 'Export demandé',
		ExportEnded: 'Export terminé',
		ExportExpired: 'Export expiré',
		SiteDescribed: 'Mentions du site publiées',
	},
};
