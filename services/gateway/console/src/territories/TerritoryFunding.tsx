import { Badge } from '@codegouvfr/react-dsfr/Badge';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { ApplicationStatusSchema } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import type { FundingSheet } from 'pvd/registry/v1/sheet_pb.js';
import type { Territory } from 'pvd/registry/v1/territory_pb.js';
import { useRows } from '~/api/queries';
import { useCovers } from '~/api/scope';
import { useMay } from '~/api/session';
import { address } from '~/paths';
import type { AmountLine } from '~/ui/charts/Amounts';
import { Amounts } from '~/ui/charts/Amounts';
import { Figures } from '~/ui/Facts';
import { count, euros, shortDate } from '~/ui/format';
import { RouteLink } from '~/ui/RouteLink';
import { ShortTable } from '~/ui/ShortTable';
import { Answer, Empty } from '~/ui/states';
import { enumWord } from '~/words';

export function TerritoryFunding({ territory, sheet }: { territory: Territory; sheet: FundingSheet | undefined }) {
	const may = useMay();
	const covers = useCovers();
	const isSeen = may(FundingService.method.listApplications) && covers({ ...territory, territoryId: territory.id });
	if (!sheet) {
		return (
			<Empty>
				Rien n’a encore été demandé pour ce territoire. Les demandes de subvention qu’il dépose se voient ici, avec ce
				que chaque financeur accorde, engage et paie.
			</Empty>
		);
	}
	return (
		<>
			<Figures
				figures={[
					['demandés', euros(sheet.requestedCents)],
					['accordés', euros(sheet.grantedCents)],
					['engagés', euros(sheet.committedCents)],
					['payés', euros(sheet.paidCents)],
				]}
			/>
			{isSeen ? (
				<Applications territory={territory} />
			) : (
				<p className="fr-text--sm">
					Tous financeurs réunis, pour {count(sheet.applicationCount, 'demande')}. Le détail des demandes est réservé à
					ceux qu’elles concernent.
				</p>
			)}
		</>
	);
}

function byPayer(applications: readonly Application[]): AmountLine[] {
	const sums = new Map<string, AmountLine>();
	for (const line of applications.flatMap(({ lines }) => lines)) {
		const sum = sums.get(line.payer) ?? {
			payer: line.payer,
			requestedCents: 0n,
			grantedCents: 0n,
			committedCents: 0n,
			paidCents: 0n,
		};
		sums.set(line.payer, {
			payer: line.payer,
			requestedCents: sum.requestedCents + line.requestedCents,
			grantedCents: sum.grantedCents + line.grantedCents,
			committedCents: sum.committedCents + line.committedCents,
			paidCents: sum.paidCents + line.paidCents,
		});
	}
	return [...sums.values()];
}

function rowOf(application: Application) {
	const sum = (of: 'requestedCents' | 'grantedCents' | 'paidCents') =>
		euros(application.lines.reduce((total, line) => total + line[of], 0n));
	return [
		<RouteLink href={address('application', { id: application.id })}>{application.title}</RouteLink>,
		shortDate(application.startsOn),
		<Badge as="span" small noIcon>
			{enumWord(ApplicationStatusSchema, application.status)}
		</Badge>,
		sum('requestedCents'),
		sum('grantedCents'),
		sum('paidCents'),
	];
}

function Applications({ territory }: { territory: Territory }) {
	const answer = useRows(
		FundingService.method.listApplications,
		{ territoryId: territory.id },
		(page) => page.applications,
	);
	return (
		<Answer
			of={answer}
			what="La liste des demandes"
			isEmpty={(applications) => applications.length === 0}
			empty="Aucune demande de ce territoire n’est de votre ressort."
		>
			{(applications) => (
				<>
					<Amounts
						title="Par financeur"
						summary="Demandé, accordé, engagé, payé : quatre nombres, toutes demandes du territoire réunies."
						lines={byPayer(applications)}
					/>
					<ShortTable
						caption="Demandes du territoire"
						head={['Demande', 'Début', 'État', 'Demandé', 'Accordé', 'Payé']}
						rows={applications.map(rowOf)}
						numbers={[3, 4, 5]}
					/>
				</>
			)}
		</Answer>
	);
}
