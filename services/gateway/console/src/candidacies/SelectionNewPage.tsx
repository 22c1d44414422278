import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Select } from '@codegouvfr/react-dsfr/Select';
import type { Candidacy } from 'pvd/registry/v1/candidacy_pb.js';
import { CandidacyStatus, OpinionKind } from 'pvd/registry/v1/candidacy_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useDraft } from '~/api/draft';
import { useLive } from '~/api/events';
import { useRows } from '~/api/queries';
import { useMay, useSession } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { useDepartements, useRegions } from '~/form/places';
import { address, PATHS } from '~/paths';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { Order } from './Order';
import '~/ui/sheet.css';

const ABOVE = [{ text: 'Sélections des régions', href: PATHS.selections }];
const { proposeSelection, listCandidacies } = RegistryService.method;

export default function SelectionNewPage() {
	const may = useMay();
	return (
		<Page
			title="Proposer une sélection"
			above={ABOVE}
			lead="La préfecture de région propose à l’ANCT, dans l’ordre du comité régional, des candidatures sur lesquelles le préfet de département a rendu son avis."
		>
			{may(proposeSelection) ? <RegionChoice /> : <NotYours />}
		</Page>
	);
}

function NotYours() {
	return (
		<Alert
			severity="info"
			as="h2"
			title="Une sélection est proposée par une préfecture de région"
			description={
				<>
					<RouteLink href={PATHS.signIn}>Connectez-vous</RouteLink> au nom de la préfecture de région (instruction du 16
					octobre 2019).
				</>
			}
		/>
	);
}

/* The régions with a département that the reader answers for. */
function useOwnRegions() {
	const { scope } = useSession().actor;
	const own = useDepartements().filter(({ code }) => scope?.nationwide || scope?.departements.includes(code));
	return useRegions().filter(({ code }) => own.some(({ regionCode }) => regionCode === code));
}

function RegionChoice() {
	const regions = useOwnRegions();
	const [asked, setAsked] = useAddress('region');
	const region = asked === '' && regions.length === 1 ? (regions[0]?.code ?? '') : asked;
	useLive('registry');
	return (
		<>
			<div className="pvd-filters">
				<Select label="Région" nativeSelectProps={{ value: region, onChange: (event) => setAsked(event.target.value) }}>
					<option value="">Choisir</option>
					{regions.map(({ code, name }) => (
						<option key={code} value={code}>
							{name}
						</option>
					))}
				</Select>
			</div>
			{region !== '' && <OfRegion key={region} region={region} />}
		</>
	);
}

function OfRegion({ region }: { region: string }) {
	const departements = useDepartements();
	const answer = useRows(listCandidacies, { status: CandidacyStatus.OPINION_GIVEN }, (page) => page.candidacies);
	const codes = new Set(departements.filter(({ regionCode }) => regionCode === region).map(({ code }) => code));
	const ofRegion = (all: readonly Candidacy[]) =>
		all.filter(({ coordinatingDepartementCode }) => codes.has(coordinatingDepartementCode));
	return (
		<Answer
			of={answer}
			what="La liste des candidatures"
			isEmpty={(all) => ofRegion(all).length === 0}
			empty="Aucune candidature de cette région n’attend d’être proposée : le préfet de département doit d’abord avoir rendu son avis."
		>
			{(all) => <Proposal region={region} candidacies={ofRegion(all)} />}
		</Answer>
	);
}

function Proposal({ region, candidacies }: { region: string; candidacies: Candidacy[] }) {
	const navigate = useNavigate();
	const [params] = useSearchParams();
	const first = params.get('candidature') ?? '';
	const start = useMemo(() => (first === '' ? [] : [first]), [first]);
	const [typed, setOrder, clear] = useDraft<string[]>(`selection-ordre/${region}`, start);
	const order = typed.filter((id) => candidacies.some((candidacy) => candidacy.id === id)); // others were proposed meanwhile
	const chosen = candidacies.filter(({ id }) => order.includes(id));
	const isAgainst = chosen.some(({ opinion }) => opinion?.kind === OpinionKind.UNFAVOURABLE);
	const fields = ['committee_date', 'minutes_reference', ...(isAgainst ? ['unfavourable_reason'] : [])];
	return (
		<>
			<Order candidacies={candidacies} order={order} onChange={setOrder} />
			<h2 className="fr-h4">Comité régional</h2>
			<CommandForm
				method={proposeSelection}
				title={`Sélection de ${chosen.length} candidature(s)`}
				form={`selection/${region}`}
				given={{ region_code: region, candidacy_ids: order }}
				fields={fields}
				onDone={({ selection }) => {
					clear();
					if (selection) {
						void navigate(address('selection', { id: selection.id }));
					}
				}}
			/>
		</>
	);
}
