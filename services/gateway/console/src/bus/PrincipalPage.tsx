import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import type { Principal } from 'pvd/bus/v1/actor_pb.js';
import { PrincipalKind, PrincipalKindSchema } from 'pvd/bus/v1/actor_pb.js';
import { BusService } from 'pvd/bus/v1/bus_pb.js';
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import { useParams } from 'react-router';
import { useLive } from '~/api/events';
import { useMay } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { PATHS } from '~/paths';
import { Facts } from '~/ui/Facts';
import { instant } from '~/ui/format';
import { OnlyFor } from '~/ui/OnlyFor';
import { Page } from '~/ui/Page';
import { ScopeText } from '~/ui/ScopeText';
import { Answer } from '~/ui/states';
import { enumWord } from '~/words';
import { Keys } from './Keys';
import { PrincipalBadge, rolesText } from './PrincipalParts';
import { LoginLinkForm, TokenForm } from './SecretForm';
import { Sessions } from './Sessions';
import { Tokens } from './Tokens';
import { stateOf, usePrincipals } from './usePrincipals';
import './bus.css';

export default function PrincipalPage() {
	const { id = '' } = useParams();
	return (
		<Page
			title={`Acteur : ${id}`}
			above={[
				{ text: 'Services et trafic', href: PATHS.bus },
				{ text: 'Acteurs', href: PATHS.principals },
			]}
		>
			<OnlyFor method={BusService.method.listPrincipals}>
				<Found id={id} />
			</OnlyFor>
		</Page>
	);
}

function Found({ id }: { id: string }) {
	useLive('bus');
	const principals = usePrincipals();
	return (
		<Answer
			of={principals}
			what="L’annuaire"
			isEmpty={(all) => !all.some((one) => one.id === id)}
			empty={`L’annuaire de cette instance ne connaît pas « ${id} ».`}
		>
			{(all) => all.filter((one) => one.id === id).map((principal) => <Sheet key={id} principal={principal} />)}
		</Answer>
	);
}

/* Who signs in at the gateway: neither a service, nor "public", which is who is not signed in. */
function maySignIn(principal: Principal): boolean {
	return stateOf(principal) === 'valid' && principal.kind !== PrincipalKind.SERVICE && principal.id !== 'public';
}

function Sheet({ principal }: { principal: Principal }) {
	const may = useMay();
	const { id, kind, scope, validUntil, revoked, revocationReason } = principal;
	return (
		<>
			{revoked && (
				<Alert
					severity="warning"
					as="h2"
					title="Révoqué pour toujours"
					description={`Motif : ${revocationReason}`}
					className="fr-mb-3w"
				/>
			)}
			<Facts
				facts={[
					['État', <PrincipalBadge principal={principal} />],
					['Nature', enumWord(PrincipalKindSchema, kind)],
					['Rôles', rolesText(principal)],
					['Ressort', <ScopeText scope={scope} />],
					['Valable jusqu’au', validUntil ? instant(validUntil) : 'sa révocation'],
				]}
			/>
			<h2 className="fr-mt-4w">Clés</h2>
			<Keys principal={principal} />
			{maySignIn(principal) && may(GatewayService.method.createLoginLink) && (
				<>
					<h2 className="fr-mt-4w">Lien de connexion</h2>
					<LoginLinkForm principal={id} />
				</>
			)}
			{may(GatewayService.method.listTokens) && (
				<>
					<h2 className="fr-mt-4w">Sessions</h2>
					<Sessions principal={id} />
					<h2 className="fr-mt-4w">Jetons</h2>
					<Tokens principal={id} />
				</>
			)}
			{maySignIn(principal) && may(GatewayService.method.createToken) && (
				<Accordion label="Créer un jeton" titleAs="h3">
					<TokenForm principal={id} />
				</Accordion>
			)}
			{!revoked && kind !== PrincipalKind.SERVICE && may(BusService.method.revokePrincipal) && <Revocation id={id} />}
		</>
	);
}

function Revocation({ id }: { id: string }) {
	return (
		<>
			<h2 className="fr-mt-4w">Révocation</h2>
			<p>
				Elle est définitive : ses connexions se ferment, ses sessions, ses jetons et ses liens n’ouvrent plus rien, et
				l’identifiant n’est jamais redonné. Ce qu’il a fait reste.
			</p>
			<CommandForm
				method={BusService.method.revokePrincipal}
				title={`Révocation de ${id}`}
				form={`revocation/${id}`}
				given={{ id }}
			/>
		</>
	);
}
