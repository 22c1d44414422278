import { PATHS } from '~/paths';
import { Facts } from '~/ui/Facts';
import { RouteLink } from '~/ui/RouteLink';
import { Lines, Owed, Phone, Reach } from './Owed';
import { SitePage } from './SitePage';

export default function LegalPage() {
	return (
		<SitePage title="Mentions légales">
			{(site) => (
				<>
					<p className="fr-text--sm">
						Loi n° 2004-575 du 21 juin 2004 pour la confiance dans l’économie numérique, art. 1-1.
					</p>
					<h2>Éditeur</h2>
					<Facts
						facts={[
							['Éditeur', <Owed key="publisher">{site?.publisher}</Owed>],
							['Adresse', <Lines key="address" text={site?.publisherAddress} />],
							['Téléphone', <Phone key="phone" number={site?.contactPhone} />],
							['Contact', <Reach key="contact" at={site?.contactEmail || site?.contactPage} />],
							['Directeur ou directrice de la publication', <Owed key="director">{site?.publicationDirector}</Owed>],
						]}
					/>
					<h2>Hébergeur</h2>
					<Facts
						facts={[
							['Hébergeur', <Owed key="hosting">{site?.hostingName}</Owed>],
							['Adresse', <Lines key="address" text={site?.hostingAddress} />],
							['Téléphone', <Phone key="phone" number={site?.hostingPhone} />],
						]}
					/>
					<h2>Réutiliser les contenus</h2>
					<p>
						Sauf mention contraire, les données publiques de ce site se réutilisent sous{' '}
						<a href="https://www.etalab.gouv.fr/licence-ouverte-open-licence/" target="_blank" rel="noopener">
							licence ouverte 2.0
						</a>
						. Leur source et leur année sont dites auprès d’elles.
					</p>
					<h2>Crédits</h2>
					<ul>
						<li>
							Communes, intercommunalités, départements et régions : code officiel géographique (Insee), par{' '}
							<a href="https://github.com/etalab/decoupage-administratif">@etalab/decoupage-administratif</a>.
						</li>
						<li>
							Contours des cartes : ceux que l’exploitant a importés, dont la source est dite sous chaque carte ; à
							défaut, <a href="https://github.com/VictorCazanave/svg-maps">« France, departments »</a>, de Victor
							Cazanave, sous licence <a href="https://creativecommons.org/licenses/by/4.0/deed.fr">CC BY 4.0</a>.
						</li>
						<li>
							Présentation : système de design de l’État, réservé aux sites de l’État (
							<a href="https://www.systeme-de-design.gouv.fr/">systeme-de-design.gouv.fr</a>), par{' '}
							<a href="https://github.com/codegouvfr/react-dsfr">@codegouvfr/react-dsfr</a>.
						</li>
					</ul>
					<h2>Voir aussi</h2>
					<ul>
						<li>
							<RouteLink href={PATHS.privacy}>Données personnelles</RouteLink>
						</li>
						<li>
							<RouteLink href={PATHS.accessibility}>Déclaration d’accessibilité</RouteLink>
						</li>
					</ul>
				</>
			)}
		</SitePage>
	);
}
