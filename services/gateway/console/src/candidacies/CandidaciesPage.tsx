import { Select } from '@codegouvfr/react-dsfr/Select';
import { CandidacyStatus, CandidacyStatusSchema } from 'pvd/registry/v1/candidacy_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useLive } from '~/api/events';
import { useRows } from '~/api/queries';
import { useMay, useSession } from '~/api/session';
import { enumChoices } from '~/form/Control';
import { PATHS } from '~/paths';
import { CsvLink } from '~/ui/CsvLink';
import { Page } from '~/ui/Page';
import { DepartementSelect } from '~/ui/PlaceSelect';
import { RouteLink } from '~/ui/RouteLink';
import { Answer, Empty } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { CandidacyTable } from './CandidacyTable';
import { mayDo } from './candidacy';
import { OpinionBatch } from './OpinionBatch';
import '~/ui/sheet.css';

const { listCandidacies, submitCandidacy, giveOpinion } = RegistryService.method;

export default function CandidaciesPage() {
	const may = useMay();
	useLive('registry');
	const submit = may(submitCandidacy) && (
		<RouteLink className="fr-btn" href={PATHS.candidacyNew}>
			Manifester son intérêt
		</RouteLink>
	);
	return (
		<Page
			title="Candidatures"
			lead="Les communes et intercommunalités de votre ressort qui demandent à entrer dans le programme, et où en est chacune."
			actions={submit}
		>
			<List />
		</Page>
	);
}

function useFilters() {
	const [departement, setDepartement] = useAddress('departement');
	const [state, setState] = useAddress('etat');
	const status = CandidacyStatusSchema.values.find(({ name }) => name === state)?.number ?? CandidacyStatus.UNSPECIFIED;
	return { departement, setDepartement, state, setState, request: { departementCode: departement, status } };
}

function List() {
	const { request, ...filters } = useFilters();
	const answer = useRows(listCandidacies, request, (page) => page.candidacies, { keepPrevious: true });
	const isFiltered = filters.departement !== '' || filters.state !== '';
	return (
		<>
			<Filters {...filters} />
			<Answer of={answer} what="La liste des candidatures">
				{(candidacies) => (
					<>
						{candidacies.length === 0 ? (
							<Empty>
								{isFiltered
									? 'Aucune candidature de votre ressort ne répond à ces filtres.'
									: 'Aucune candidature de votre ressort. Une commune candidate avec son intercommunalité ; elle ou sa préfecture en fait la demande.'}
							</Empty>
						) : (
							<CandidacyTable candidacies={candidacies} />
						)}
						<p className="fr-mt-2w">
							<CsvLink method={listCandidacies} request={request}>
								Télécharger ces candidatures (CSV)
							</CsvLink>
						</p>
						<Opinions candidacies={candidacies} />
					</>
				)}
			</Answer>
		</>
	);
}

function Opinions({ candidacies }: { candidacies: Parameters<typeof CandidacyTable>[0]['candidacies'] }) {
	const { actor } = useSession();
	const waiting = candidacies.filter((candidacy) => mayDo(actor, candidacy, giveOpinion));
	return waiting.length === 0 ? null : <OpinionBatch candidacies={waiting} />;
}

function Filters({ departement, setDepartement, state, setState }: Omit<ReturnType<typeof useFilters>, 'request'>) {
	const { scope } = useSession().actor;
	const isNarrow = scope !== undefined && !scope.nationwide && scope.departements.length > 0;
	return (
		<form
			className="pvd-filters"
			role="search"
			aria-label="Filtrer la liste"
			onSubmit={(event) => event.preventDefault()}
		>
			<DepartementSelect
				value={departement}
				onChange={setDepartement}
				among={({ code }) => !isNarrow || scope.departements.includes(code)}
			/>
			<Select label="État" nativeSelectProps={{ value: state, onChange: (event) => setState(event.target.value) }}>
				<option value="">Tous</option>
				{enumChoices(CandidacyStatusSchema).map(({ value, text }) => (
					<option key={value} value={value}>
						{text}
					</option>
				))}
			</Select>
		</form>
	);
}
