import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import { useLive } from '~/api/events';
import { useMay } from '~/api/session';
import { OnlyFor } from '~/ui/OnlyFor';
import { Page } from '~/ui/Page';
import { LoginLinkForm, TokenForm } from './SecretForm';
import { Sessions } from './Sessions';
import { Tokens } from './Tokens';
import './bus.css';

export default function AccessPage() {
	return (
		<Page title="Connexions et jetons" lead="Qui est connecté à la console, et quels programmes appellent l’instance.">
			<OnlyFor method={GatewayService.method.listSessions}>
				<Access />
			</OnlyFor>
		</Page>
	);
}

function Access() {
	useLive('gateway');
	const may = useMay();
	return (
		<>
			<h2>Sessions</h2>
			<p>
				Une session se ferme d’elle-même après une heure sans usage, au plus tard douze heures après son ouverture, ou
				quand son acteur est révoqué. L’usage est noté à dix minutes près. Vous voyez les vôtres ; un exploitant ou un
				auditeur les voit toutes.
			</p>
			<Sessions />
			{may(GatewayService.method.createLoginLink) && (
				<Accordion label="Créer un lien de connexion" titleAs="h3">
					<LoginLinkForm />
				</Accordion>
			)}
			{may(GatewayService.method.listTokens) && (
				<>
					<h2 className="fr-mt-4w">Jetons</h2>
					<Tokens />
				</>
			)}
			{may(GatewayService.method.createToken) && (
				<Accordion label="Créer un jeton" titleAs="h3">
					<TokenForm />
				</Accordion>
			)}
		</>
	);
}
