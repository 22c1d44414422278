import { PATHS } from '~/paths';
import { Facts } from '~/ui/Facts';
import { RouteLink } from '~/ui/RouteLink';
import { Lines, Owed, Phone, Reach } from './Owed';
import { SitePage } from './SitePage';

export default function ContactPage() {
	return (
		<SitePage title="Contact">
			{(site) => (
				<>
					<h2>Ce site</h2>
					<Facts
						facts={[
							['Éditeur', <Owed key="publisher">{site?.publisher}</Owed>],
							['Adresse', <Lines key="address" text={site?.publisherAddress} />],
							['Téléphone', <Phone key="phone" number={site?.contactPhone} />],
							['Adresse électronique', site && !site.contactEmail ? '' : <Reach key="email" at={site?.contactEmail} />],
							['Formulaire', site?.contactPage && <Reach key="page" at={site.contactPage} />],
						]}
					/>
					<h2>À qui s’adresser</h2>
					<ul>
						<li>Une candidature, une demande d’aide : la préfecture de votre département, qui les instruit.</li>
						<li>
							Se connecter : l’exploitant de ce service, qui remet les{' '}
							<RouteLink href={PATHS.signIn}>liens de connexion</RouteLink>.
						</li>
						<li>
							Un défaut d’accessibilité : voyez la{' '}
							<RouteLink href={PATHS.accessibility}>déclaration d’accessibilité</RouteLink>.
						</li>
						<li>
							Vos données : voyez <RouteLink href={PATHS.privacy}>données personnelles</RouteLink>.
						</li>
						<li>
							Relier votre système d’information : voyez{' '}
							<RouteLink href={PATHS.programs}>pour les programmes</RouteLink>.
						</li>
					</ul>
				</>
			)}
		</SitePage>
	);
}
