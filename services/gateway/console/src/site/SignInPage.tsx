import { CallOut } from '@codegouvfr/react-dsfr/CallOut';
import { useSession } from '~/api/session';
import { PATHS } from '~/paths';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { MyAccess } from './MyAccess';
import { MySessions } from './MySessions';
import './site.css';

export default function SignInPage() {
	const { signedIn } = useSession();
	return signedIn ? <SignedIn /> : <SignedOut />;
}

function SignedOut() {
	return (
		<Page title="Se connecter" above={[]}>
			<div className="pvd-prose">
				<p>
					Il n’y a pas de mot de passe. L’exploitant du service vous remet un <strong>lien de connexion</strong>, qui
					sert une seule fois et pendant un quart d’heure : ouvrez-le dans ce navigateur, puis confirmez.
				</p>
				<CallOut title="Votre lien ne marche pas ?" titleAs="h2">
					Il a déjà servi, ou il a expiré : demandez-en un autre à l’exploitant (
					<RouteLink href={PATHS.contact}>contact</RouteLink>). Si vous n’avez pas demandé celui que vous avez reçu, ne
					l’ouvrez pas et prévenez l’exploitant.
				</CallOut>
				<h2>Ce que vous pouvez faire sans vous connecter</h2>
				<ul>
					<li>
						<RouteLink href={PATHS.territories}>voir les territoires du programme</RouteLink> ;
					</li>
					<li>
						<RouteLink href={PATHS.eligibility}>comprendre le score d’une commune</RouteLink> ;
					</li>
					<li>
						<RouteLink href={PATHS.measures}>lire l’offre de services</RouteLink> ;
					</li>
					<li>
						<RouteLink href={PATHS.programs}>lire les données publiques par un programme</RouteLink>.
					</li>
				</ul>
				<h2>Une session</h2>
				<p>
					Elle finit quand vous vous déconnectez, après une heure sans usage, au bout de douze heures ou à la fermeture
					du navigateur. Ce que vous avez saisi sans l’envoyer est gardé dans ce navigateur jusqu’à ce que vous vous
					déconnectiez.
				</p>
			</div>
		</Page>
	);
}

function SignedIn() {
	return (
		<Page title="Mon accès" lead="Sous quel nom vous êtes connecté, ce que vous pouvez faire et où." above={[]}>
			<MyAccess />
			<MySessions />
		</Page>
	);
}
