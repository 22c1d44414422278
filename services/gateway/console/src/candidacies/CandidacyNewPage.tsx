import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Select } from '@codegouvfr/react-dsfr/Select';
import type { Commune } from 'pvd/registry/v1/geography_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useMay } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import type { Values } from '~/form/values';
import { address, PATHS } from '~/paths';
import { Page } from '~/ui/Page';
import { useDepartementText } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import { useAddress } from '~/ui/useAddress';
import { Chosen } from './Chosen';
import { useChosen } from './useChosen';

const ABOVE = [{ text: 'Candidatures', href: PATHS.candidacies }];
const { submitCandidacy } = RegistryService.method;

export default function CandidacyNewPage() {
	const may = useMay();
	return (
		<Page
			title="Manifester son intérêt"
			above={ABOVE}
			lead="Une ou plusieurs communes, avec leurs intercommunalités, demandent à entrer dans le programme. La préfecture qui coordonne rend un avis, la région propose, l’ANCT labellise."
		>
			{may(submitCandidacy) ? <NewForm /> : <NotYours />}
		</Page>
	);
}

function NotYours() {
	return (
		<Alert
			severity="info"
			as="h2"
			title="Une candidature est déposée par une collectivité ou par sa préfecture"
			description={
				<>
					<RouteLink href={PATHS.signIn}>Connectez-vous</RouteLink> au nom de la commune, de l’intercommunalité ou de la
					préfecture. Chacun peut vérifier si une commune peut être candidate sur{' '}
					<RouteLink href={`${PATHS.territories}?echelon=communes`}>sa page</RouteLink>.
				</>
			}
		/>
	);
}

function codesOf(values: Values): string[] {
	return (values.commune_codes ?? []) as string[];
}

function NewForm() {
	const navigate = useNavigate();
	const [params] = useSearchParams();
	const first = params.get('commune') ?? '';
	const [values, setValues] = useState<Values>({});
	const [coordinating, setCoordinating] = useAddress('coordination');
	const communes = useChosen(codesOf(values));
	const departements = [...new Set(communes.map(({ departementCode }) => departementCode))];
	const sirens = [...new Set(communes.map(({ epciSiren }) => epciSiren).filter((siren) => siren !== ''))];
	const initial = useMemo(() => (first === '' ? {} : { commune_codes: [first] }), [first]);
	return (
		<CommandForm
			method={submitCandidacy}
			title={communes.length > 0 ? `Candidature de ${communes.map(({ name }) => name).join(', ')}` : 'Candidature'}
			form={`candidature/${first}`}
			initial={initial}
			given={{
				epci_sirens: sirens,
				coordinating_departement_code: departements.includes(coordinating) ? coordinating : '',
			}}
			onChange={setValues}
			onDone={({ candidacy }) => candidacy && void navigate(address('candidacy', { id: candidacy.id }))}
		>
			{communes.length > 0 && <Chosen communes={communes} sirens={sirens} />}
			{departements.length > 1 && (
				<Coordination departements={departements} value={coordinating} onChange={setCoordinating} first={communes[0]} />
			)}
		</CommandForm>
	);
}

interface CoordinationProps {
	departements: readonly string[];
	value: string;
	onChange: (code: string) => void;
	first: Commune | undefined;
}

function Coordination({ departements, value, onChange, first }: CoordinationProps) {
	const text = useDepartementText();
	return (
		<Select
			label="Département dont la préfecture coordonne"
			hint="Elle instruit la candidature et rend l’avis ; les autres en sont informées."
			nativeSelectProps={{
				value: value || (first?.departementCode ?? ''),
				onChange: (event) => onChange(event.target.value),
			}}
		>
			{departements.map((code) => (
				<option key={code} value={code}>
					{text(code)}
				</option>
			))}
		</Select>
	);
}
