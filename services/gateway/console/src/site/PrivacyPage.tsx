/* RGPD, art. 13: what this system keeps of persons. What is said of the system is read in its code (sessions, journals,
 * directory, drafts); the rest is the operator's. */
import type { Site } from 'pvd/gateway/v1/site_pb.js';
import { Facts } from '~/ui/Facts';
import { ShortTable } from '~/ui/ShortTable';
import { Lines, Owed, Reach } from './Owed';
import { SitePage } from './SitePage';

const KEPT: readonly (readonly [string, string, string])[] = [
	[
		'Votre identifiant d’acteur, vos rôles et votre périmètre (départements, collectivités, financeur)',
		'Savoir ce que vous pouvez lire et faire',
		'Dans l’annuaire et son journal, tant que l’instance existe ; une révocation y est écrite à la suite',
	],
	[
		'Vos sessions : ouverture, dernier usage à dix minutes près, fin',
		'Vous reconnaître d’une page à l’autre, et que vous puissiez les fermer',
		'Une heure sans usage, douze heures au plus ; leurs dates restent au journal',
	],
	[
		'Les liens de connexion et les jetons, sous la forme d’une empreinte',
		'Vous connecter',
		'Un quart d’heure pour un lien, 400 jours au plus pour un jeton',
	],
	[
		'Vos actes : candidatures, avis, décisions, demandes, engagements, avec leur date et votre identifiant',
		'Prouver qui a fait quoi, et sous quelle règle',
		'Dans les journaux, dont rien ne s’efface',
	],
	[
		'Vos préférences du Club, les avis et les résumés qui vous ont été adressés',
		'Vous informer de ce que vous avez demandé',
		'Jusqu’à ce que vous quittiez le Club ; ce qui s’est passé reste au journal',
	],
	['Les documents que vous déposez', 'Instruire les demandes', 'Tant que l’instance existe'],
	['Les fichiers que vous demandez en export', 'Vous les remettre', 'Une semaine'],
];

export default function PrivacyPage() {
	return (
		<SitePage
			title="Données personnelles"
			lead="Ce que ce service sait de vous, pourquoi, et ce que vous pouvez en demander."
		>
			{(site) => (
				<>
					<h2>Responsable du traitement</h2>
					<Facts
						facts={[
							['Responsable', <Owed key="publisher">{site?.publisher}</Owed>],
							['Adresse', <Lines key="address" text={site?.publisherAddress} />],
							['Délégué à la protection des données', <Reach key="officer" at={site?.dataProtectionOfficer} />],
						]}
					/>
					<h2>Finalité et base légale</h2>
					<p>
						Conduire le programme Petites villes de demain : recueillir et instruire les candidatures, labelliser les
						territoires, suivre leurs financements, informer les membres du Club. Le traitement est nécessaire à
						l’exécution d’une mission d’intérêt public (RGPD, art. 6, 1, e).
					</p>
					<h2>Ce qui est gardé</h2>
					<ShortTable
						caption="Ce qui est gardé, pourquoi et combien de temps"
						isCaptionHidden
						head={['Quoi', 'Pourquoi', 'Combien de temps']}
						rows={KEPT}
					/>
					<p>
						Le service ne demande ni nom, ni adresse électronique, ni téléphone : un acteur est connu par l’identifiant
						que l’exploitant lui a donné. Les textes libres que vous écrivez (notes, motifs) sont gardés avec l’acte :
						n’y mettez pas de données personnelles inutiles.
					</p>
					<h2>Ce que l’exploitant en dit</h2>
					<p>
						<Lines text={site?.dataRetention} />
					</p>
					<h2>Qui y accède</h2>
					<p>
						Ceux dont le rôle et le périmètre le permettent : préfectures et préfectures de région pour leurs
						départements, ANCT et auditeurs pour la nation, financeurs pour leurs propres aides, exploitant pour
						l’annuaire et les sessions. Rien n’est transmis hors de l’Union européenne par ce service.
					</p>
					<h2>Dans votre navigateur</h2>
					<Browser />
					<h2>Vos droits</h2>
					<Rights site={site} />
				</>
			)}
		</SitePage>
	);
}

function Browser() {
	return (
		<>
			<p>
				Aucun traceur, aucune mesure d’audience, rien qui vienne d’un autre site. Sont gardés, pour le service que vous
				demandez :
			</p>
			<ul>
				<li>
					un cookie technique, <code>__Host-pvd</code>, quand vous êtes connecté : il finit avec la session ou avec le
					navigateur ;
				</li>
				<li>
					ce que vous avez saisi sans l’envoyer, et ce qui attend la réponse d’un service : effacé quand vous vous
					déconnectez ;
				</li>
				<li>le thème, clair ou sombre, que vous avez choisi.</li>
			</ul>
			<p>Ces usages sont exemptés de consentement (loi n° 78-17 du 6 janvier 1978, art. 82).</p>
		</>
	);
}

function Rights({ site }: { site: Site | undefined }) {
	return (
		<>
			<p>
				Vous pouvez demander l’accès à vos données, leur rectification, la limitation du traitement, et vous opposer à
				celui-ci (RGPD, art. 15, 16, 18 et 21). L’effacement ne s’applique pas à ce qui est nécessaire à la mission
				d’intérêt public ou à l’archivage (RGPD, art. 17, 3). Écrivez au délégué à la protection des données :{' '}
				<Reach at={site?.dataProtectionOfficer} />.
			</p>
			<p>
				Si la réponse ne vous satisfait pas, vous pouvez introduire une réclamation auprès de la{' '}
				<a href="https://www.cnil.fr/fr/plaintes">CNIL</a>.
			</p>
		</>
	);
}
