import type { MessageInitShape } from '@bufbuild/protobuf';
import { Button } from '@codegouvfr/react-dsfr/Button';
import type { Application, ListApplicationsRequestSchema } from 'pvd/funding/v1/application_pb.js';
import { ApplicationStatus as Status } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { useLive } from '~/api/events';
import { useRows } from '~/api/queries';
import { useMay } from '~/api/session';
import { PATHS } from '~/paths';
import { CsvLink } from '~/ui/CsvLink';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { Answer, Empty } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { ApplicationTable } from './ApplicationTable';
import { BulkActs } from './BulkActs';
import { Filters, useFilter } from './Filters';
import { Statuses } from './Statuses';
import './funding.css';

export default function ApplicationsPage() {
	const may = useMay();
	const mayFile = may(FundingService.method.fileApplication);
	useLive('funding');
	const filter = useFilter();
	const applications = useRows(FundingService.method.listApplications, filter, (page) => page.applications, {
		keepPrevious: true,
	});
	return (
		<Page
			title="Demandes de financement"
			lead="Du dépôt au dernier paiement, financeur par financeur."
			actions={mayFile && <Button linkProps={{ href: PATHS.applicationNew }}>Déposer une demande</Button>}
		>
			{may(FundingService.method.listApplications) && <Filters />}
			<Answer
				of={applications}
				what="La liste des demandes"
				isEmpty={(all) => all.length === 0}
				empty={<Nothing isFiltered={Object.values(filter).some((value) => value !== '')} mayFile={mayFile} />}
			>
				{(all) => <List applications={all} filter={filter} />}
			</Answer>
		</Page>
	);
}

function Nothing({ isFiltered, mayFile }: { isFiltered: boolean; mayFile: boolean }) {
	if (isFiltered) {
		return 'Aucune demande ne répond à ces choix : élargissez-les.';
	}
	return mayFile ? (
		<>
			Aucune demande dans votre ressort. <RouteLink href={PATHS.applicationNew}>Déposez-en une</RouteLink> pour une
			commune ou une intercommunalité d’un territoire labellisé.
		</>
	) : (
		'Aucune demande dans votre ressort. Elles paraîtront ici quand une collectivité ou une préfecture en déposera.'
	);
}

type Filter = MessageInitShape<typeof ListApplicationsRequestSchema>;

function List({ applications, filter }: { applications: readonly Application[]; filter: Filter }) {
	const [text, setText] = useAddress('statut');
	const status = Status[text as keyof typeof Status] as Status | undefined;
	const shown =
		status === undefined ? applications : applications.filter((application) => application.status === status);
	return (
		<>
			<Statuses
				applications={applications}
				status={status}
				onStatus={(next) => setText(next === undefined ? '' : (Status[next] ?? ''))}
			/>
			{shown.length === 0 ? (
				<Empty>Aucune demande n’est à cette étape.</Empty>
			) : (
				<ApplicationTable applications={shown} />
			)}
			<p className="fr-mt-2w">
				<CsvLink
					method={FundingService.method.listApplications}
					request={{ ...filter, ...(status !== undefined && { status }) }}
				>
					Télécharger ces demandes (CSV)
				</CsvLink>
			</p>
			<BulkActs applications={shown} />
		</>
	);
}
