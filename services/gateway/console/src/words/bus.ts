import type { Words } from './words';

export const bus: Words = {
	fields: {
		'pvd.bus.v1.AddPrincipalRequest.principal': { label: 'Acteur' },
		'pvd.bus.v1.Principal.id': {
			label: 'Identifiant',
			hint: 'De 2 à 64 caractères parmi a-z, 0-9, « . » et « - », en commençant par une lettre. Il n’est jamais donné deux fois.',
		},
		'pvd.bus.v1.Principal.kind': { label: 'Nature' },
		'pvd.bus.v1.Principal.roles': {
			label: 'Rôles',
			hint: 'Au moins un : sans rôle, rien n’est permis. « Service » est réservé aux processus de l’instance.',
		},
		'pvd.bus.v1.Principal.scope': { label: 'Ressort : où ses rôles valent' },
		'pvd.bus.v1.Principal.public_keys': {
			label: 'Clé publique',
			hint: 'Courbe Curve25519, 40 caractères Z85 : la ligne « public » de son fichier de clé. Une personne peut n’en avoir aucune : elle ne se connecte alors que par le navigateur.',
		},
		'pvd.bus.v1.Principal.valid_until': {
			label: 'Valable jusqu’au',
			hint: 'Vide : jusqu’à sa révocation.',
			optional: true,
			as: 'instant',
		},
		'pvd.bus.v1.Principal.revoked': { label: 'Révoqué', isTold: true },
		'pvd.bus.v1.Principal.revocation_reason': { label: 'Motif de la révocation', isTold: true },
		'pvd.bus.v1.Scope.nationwide': { label: 'Toute la France', hint: 'Pour ceux dont la mission est nationale.' },
		'pvd.bus.v1.Scope.departements': {
			label: 'Départements',
			hint: 'D’une préfecture ; tous ceux de la région, d’une préfecture de région.',
		},
		'pvd.bus.v1.Scope.collectivites': {
			label: 'Collectivités',
			hint: 'Code Insee d’une commune (5 caractères) ou SIREN d’une intercommunalité (9 chiffres).',
			as: 'text',
		},
		'pvd.bus.v1.Scope.territories': { label: 'Territoires labellisés', as: 'territory' },
		'pvd.bus.v1.Scope.partner': {
			label: 'Financeur',
			hint: 'Celui pour qui parle le système d’un partenaire, tel que le catalogue des mesures le nomme ; 64 caractères au plus.',
			optional: true,
		},
		'pvd.bus.v1.RevokePrincipalRequest.id': { label: 'Acteur' },
		'pvd.bus.v1.RevokePrincipalRequest.reason': {
			label: 'Motif',
			hint: 'De 1 à 500 caractères ; il reste au journal.',
		},
		'pvd.bus.v1.AddKeyRequest.id': { label: 'Acteur' },
		'pvd.bus.v1.RetireKeyRequest.id': { label: 'Acteur' },
		public_key: {
			label: 'Clé publique',
			hint: '40 caractères Z85 : la ligne « public » du fichier de clé. Une clé qui a servi ne sert plus jamais.',
		},
		'pvd.bus.v1.ResumeFollowingRequest.source': {
			label: 'Service suivi',
			hint: 'Celui dont le journal n’est plus suivi : registry, funding…',
		},
		'pvd.bus.v1.ResumeFollowingRequest.rewind': {
			label: 'Revenir à la dernière entrée commune',
			hint: 'Seulement si la source a repris d’une sauvegarde : le service oublie les entrées que la source n’a plus, et suit de là. Ce qu’il en avait conclu reste dans son journal.',
		},
		'pvd.bus.v1.BackupRequest.name': {
			label: 'Nom de la sauvegarde',
			hint: 'De 1 à 64 caractères parmi a-z, 0-9 et « - » : le dossier qui est fait sous backup/ de l’instance.',
		},
	},
	enums: {
		'pvd.bus.v1.Role': {
			ROLE_PUBLIC: 'Public',
			ROLE_COLLECTIVITE: 'Collectivité',
			ROLE_PREFECTURE: 'Préfecture de département',
			ROLE_REGION: 'Préfecture de région',
			ROLE_ANCT: 'ANCT',
			ROLE_PARTNER: 'Partenaire financeur',
			ROLE_MEMBER: 'Membre du Club',
			ROLE_AUDITOR: 'Auditeur',
			ROLE_OPERATOR: 'Exploitant',
			ROLE_SERVICE: 'Service',
		},
		'pvd.bus.v1.PrincipalKind': {
			PRINCIPAL_KIND_PERSON: 'Personne',
			PRINCIPAL_KIND_SERVICE: 'Service de l’instance',
			PRINCIPAL_KIND_PARTNER: 'Système d’un partenaire',
			PRINCIPAL_KIND_OPERATOR: 'Exploitant',
		},
	},
	methods: {
		AddPrincipal: 'Ajouter un acteur',
		RevokePrincipal: 'Révoquer un acteur',
		AddKey: 'Ajouter une clé',
		RetireKey: 'Retirer une clé',
		ResumeFollowing: 'Suivre de nouveau',
		Verify: 'Vérifier le journal',
		CheckRebuild: 'Rejouer le journal et comparer',
		Backup: 'Sauvegarder',
	},
	events: {
		PrincipalAdded: 'Acteur ajouté',
		PrincipalRevoked: 'Acteur révoqué',
		KeyAdded: 'Clé ajoutée',
		KeyRetired: 'Clé retirée',
		DeadlinePassed: 'Échéance passée',
		Noted: 'Note d’essai',
	},
};
