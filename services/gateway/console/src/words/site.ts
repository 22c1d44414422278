/* What the operator says of the site. */
import type { Words } from './words';

const OF = 'pvd.gateway.v1.Site';

export const site: Words['fields'] = {
	'pvd.gateway.v1.DescribeSiteRequest.site': { label: 'Ce que le site doit au public' },
	[`${OF}.publisher`]: { label: 'Éditeur', hint: 'La personne morale qui publie ce site ; 160 octets au plus.' },
	[`${OF}.publisher_address`]: { label: 'Adresse de l’éditeur', hint: 'Son siège ; 300 octets au plus.' },
	[`${OF}.publication_director`]: {
		label: 'Directeur ou directrice de la publication',
		hint: 'Nom et fonction (loi n° 82-652 du 29 juillet 1982, art. 93-2) ; 160 octets au plus.',
	},
	[`${OF}.hosting_name`]: {
		label: 'Hébergeur',
		hint: 'Sur les machines de qui ce site fonctionne ; 160 octets au plus.',
	},
	[`${OF}.hosting_address`]: { label: 'Adresse de l’hébergeur', hint: '300 octets au plus.' },
	[`${OF}.hosting_phone`]: { label: 'Téléphone de l’hébergeur', hint: 'Par exemple +33 1 85 58 60 00.' },
	[`${OF}.contact_phone`]: { label: 'Téléphone de l’éditeur', hint: 'Par exemple +33 1 85 58 60 00.' },
	[`${OF}.contact_email`]: {
		label: 'Adresse électronique de contact',
		hint: 'Où signaler un défaut d’accessibilité ou demander une autre forme. L’adresse, la page, ou les deux.',
		optional: true,
	},
	[`${OF}.contact_page`]: {
		label: 'Page de contact',
		hint: 'Celle d’un formulaire, en https. L’adresse, la page, ou les deux.',
		optional: true,
	},
	[`${OF}.data_protection_officer`]: {
		label: 'Délégué à la protection des données',
		hint: 'Son adresse électronique, ou la page, en https, par laquelle on le joint (RGPD, art. 13).',
	},
	[`${OF}.data_retention`]: {
		label: 'Ce qui est gardé des personnes, et combien de temps',
		hint: 'En complément de ce que la page « Données personnelles » dit du système ; 3 000 octets au plus.',
		as: 'long',
	},
	[`${OF}.accessibility_assessed_on`]: {
		label: 'Date de l’audit d’accessibilité',
		hint: 'Le dernier selon le RGAA. Sans audit, laissez vides la date, l’auteur et le taux.',
		optional: true,
		as: 'date',
	},
	[`${OF}.accessibility_assessor`]: { label: 'Auteur de l’audit', hint: 'Vide : pas d’audit.', optional: true },
	[`${OF}.accessibility_rate_bp`]: {
		label: 'Taux de conformité',
		hint: 'Des critères applicables, ceux qui sont respectés, en pour cent, par exemple 72,5. Vide : pas d’audit.',
		optional: true,
	},
	[`${OF}.accessibility_exceptions`]: {
		label: 'Ce qui n’est pas accessible',
		hint: 'Pourquoi (défaut, dérogation, charge disproportionnée), et ce qui le remplace ; 3 000 octets au plus. Vide : rien n’est signalé.',
		optional: true,
		as: 'long',
	},
	[`${OF}.accessibility_plan_page`]: {
		label: 'Schéma pluriannuel d’accessibilité',
		hint: 'L’adresse de sa page, en https (loi n° 2005-102, art. 47). Vide : aucun n’est publié.',
		optional: true,
	},
	[`${OF}.described_at`]: { label: 'Publié le', isTold: true },
};
