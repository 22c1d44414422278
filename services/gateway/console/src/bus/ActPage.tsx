import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Select } from '@codegouvfr/react-dsfr/Select';
import { RoleSchema } from 'pvd/bus/v1/actor_pb.js';
import { useParams } from 'react-router';
import type { Unary } from '~/api/methods';
import { commands, fullName, policyOf, serviceName } from '~/api/methods';
import { CommandForm } from '~/form/CommandForm';
import { PATHS } from '~/paths';
import { OnlyFor } from '~/ui/OnlyFor';
import { Page } from '~/ui/Page';
import { PageMissing } from '~/ui/PageFault';
import { useAddress } from '~/ui/useAddress';
import { enumWord, methodWord } from '~/words';
import { ELSEWHERE } from '~/words/elsewhere';
import { ElsewhereText } from './ElsewhereText';
import { PROCESSES, processWord } from './services';

/* Any command of the contract, by its descriptor alone: none is out of reach of who may call it. */
export default function ActPage() {
	const { service = '', method: name = '' } = useParams();
	const method = commands().find((one) => serviceName(one.parent) === service && one.name === name);
	if (!method) {
		return <PageMissing />;
	}
	const elsewhere = ELSEWHERE[fullName(method)];
	const roles = policyOf(method).roles.map((role) => enumWord(RoleSchema, role));
	return (
		<Page title={methodWord(method)} above={[{ text: 'Tous les actes', href: PATHS.acts }]}>
			<p className="fr-text--sm">
				Acte <code>{fullName(method)}</code>, ouvert à : {roles.join(', ')}.
			</p>
			{elsewhere ? (
				<Alert
					severity="info"
					as="h2"
					title="Cet acte n’a pas de formulaire"
					description={<ElsewhereText elsewhere={elsewhere} />}
				/>
			) : (
				<OnlyFor method={method}>
					{policyOf(method).everyService ? (
						<OfOneService key={name} method={method} />
					) : (
						<Form key={name} method={method} />
					)}
				</OnlyFor>
			)}
		</Page>
	);
}

function Form({ method, service = '' }: { method: Unary; service?: string }) {
	const title = service === '' ? methodWord(method) : `${methodWord(method)} : ${processWord(service)}`;
	return (
		<>
			<h2 className="fr-sr-only">Formulaire</h2>
			<CommandForm method={method} title={title} form={`acte/${fullName(method)}/${service}`} service={service} />
		</>
	);
}

function OfOneService({ method }: { method: Unary }) {
	const [service, setService] = useAddress('service');
	return (
		<>
			<Select
				label="Service à qui l’acte s’adresse"
				nativeSelectProps={{ value: service, onChange: (event) => setService(event.target.value) }}
			>
				<option value="">Choisir</option>
				{PROCESSES.map((name) => (
					<option key={name} value={name}>
						{processWord(name)}
					</option>
				))}
			</Select>
			{PROCESSES.includes(service) && <Form key={service} method={method} service={service} />}
		</>
	);
}
