import type { DescMessage, DescMethodUnary, JsonObject } from '@bufbuild/protobuf';
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Button } from '@codegouvfr/react-dsfr/Button';
import { Input } from '@codegouvfr/react-dsfr/Input';
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import { useRef, useState } from 'react';
import { CommandForm } from '~/form/CommandForm';
import type { Values } from '~/form/values';
import { newSecret } from './secret';

interface Props<I extends DescMessage, O extends DescMessage> {
	method: DescMethodUnary<I, O>;
	title: string;
	form: string;
	given?: Values;
	label: string; // of what is shown once
	text: (secret: string) => string;
	explained: string; // what one does with it
}

/* A command that makes a secret. It is shown once, by the page that drew it: an answer that arrives after a reload says so,
 * as nobody has the secret any more. */
function SecretForm<I extends DescMessage, O extends DescMessage>({
	method,
	title,
	form,
	given,
	label,
	text,
	explained,
}: Props<I, O>) {
	const [secret, setSecret] = useState(newSecret);
	const [shown, setShown] = useState('');
	const [isLost, setIsLost] = useState(false);
	return (
		<>
			<CommandForm
				method={method}
				title={title}
				form={form}
				given={{ ...given, secret_hash: secret.hash }}
				onDone={(_, request) => {
					const isOurs = (request as JsonObject).secretHash === secret.hash;
					setShown(isOurs ? text(secret.text) : '');
					setIsLost(!isOurs);
					setSecret(newSecret());
				}}
			/>
			<div aria-live="polite">
				{shown !== '' && (
					<Shown key={shown} label={label} text={shown} explained={explained} onClose={() => setShown('')} />
				)}
				{isLost && (
					<Alert
						severity="warning"
						title="Créé, mais son secret est perdu"
						description="La page a été rechargée avant la réponse du service : personne ne connaît plus ce secret, et il n’ouvre rien. Créez-en un autre."
					/>
				)}
			</div>
		</>
	);
}

function Shown({
	label,
	text,
	explained,
	onClose,
}: {
	label: string;
	text: string;
	explained: string;
	onClose: () => void;
}) {
	const box = useRef<HTMLInputElement>(null);
	const [isCopied, setIsCopied] = useState(false);
	const copy = async () => {
		box.current?.select();
		await navigator.clipboard.writeText(text);
		setIsCopied(true);
	};
	return (
		<div className="pvd-secret fr-mt-3w">
			<Input
				label={label}
				hintText={explained}
				nativeInputProps={{ ref: box, readOnly: true, value: text, onFocus: (event) => event.target.select() }}
			/>
			<div className="pvd-actions">
				<Button type="button" onClick={() => void copy()}>
					{isCopied ? 'Copié' : 'Copier'}
				</Button>
				<Button type="button" priority="tertiary" onClick={onClose}>
					Ne plus l’afficher
				</Button>
			</div>
		</div>
	);
}

/* For one principal, or for one that is asked for. */
export function LoginLinkForm({ principal }: { principal?: string }) {
	return (
		<SecretForm
			method={GatewayService.method.createLoginLink}
			title={principal ? `Lien de connexion pour ${principal}` : 'Lien de connexion'}
			form={`lien/${principal ?? ''}`}
			given={principal ? { principal_id: principal } : {}}
			label="Lien de connexion, affiché cette seule fois"
			text={(secret) => `${window.location.origin}/connexion/${secret}`}
			explained="Il ouvre une seule session, dans le quart d’heure. Transmettez-le à la personne, et à elle seule."
		/>
	);
}

export function TokenForm({ principal }: { principal?: string }) {
	return (
		<SecretForm
			method={GatewayService.method.createToken}
			title={principal ? `Jeton de ${principal}` : 'Jeton'}
			form={`jeton/${principal ?? ''}`}
			given={principal ? { principal_id: principal } : {}}
			label="Jeton, affiché cette seule fois"
			text={(secret) => `pvd_${secret}`}
			explained="Le programme l’envoie dans l’en-tête « Authorization: Bearer … ». Rangez-le là où il garde ses secrets."
		/>
	);
}
