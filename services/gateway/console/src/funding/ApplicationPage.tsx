import { Alert } from '@codegouvfr/react-dsfr/Alert';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import type { Measure } from 'pvd/funding/v1/measure_pb.js';
import { useRef, useState } from 'react';
import { useParams } from 'react-router';
import { useLive } from '~/api/events';
import { useAnswer } from '~/api/queries';
import { address, PATHS } from '~/paths';
import { Amounts } from '~/ui/charts/Amounts';
import { Facts } from '~/ui/Facts';
import { count, date, euros, instant } from '~/ui/format';
import { Page } from '~/ui/Page';
import { CollectiviteLink } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import { Answer } from '~/ui/states';
import { Acts } from './Acts';
import { demandOf, sum } from './application';
import { Checks } from './Checks';
import { Clock } from './Clock';
import { DecisionFacts } from './DecisionFacts';
import { History } from './History';
import { Payments } from './Payments';
import { citation, wholeCost } from './rule';
import { StatusBadge } from './StatusBadge';
import { Steps } from './Steps';
import './funding.css';

export default function ApplicationPage() {
	const { id = '' } = useParams();
	useLive('funding');
	const answer = useAnswer(FundingService.method.getApplication, { applicationId: id });
	const title = answer.data?.application?.title ?? 'Demande de financement';
	return (
		<Page title={title} above={[{ text: 'Demandes', href: PATHS.applications }]}>
			<Answer of={answer} what="La demande">
				{({ application }) => application && <Whole key={application.id} application={application} />}
			</Answer>
		</Page>
	);
}

function Whole({ application }: { application: Application }) {
	const { measureId, measureVersion, lines } = application;
	const wording = useAnswer(
		FundingService.method.getMeasure,
		{ measureId, version: measureVersion },
		{ staleTime: Infinity },
	);
	const measure = wording.data?.measure;
	const [done, setDone] = useState('');
	const notice = useRef<HTMLDivElement>(null);
	const onDone = (said: string) => {
		setDone(said);
		requestAnimationFrame(() => notice.current?.focus());
	};
	return (
		<>
			<div ref={notice} tabIndex={-1} className="pvd-form-summary" aria-live="polite">
				{done !== '' && (
					<Alert
						severity="success"
						small
						closable
						isClosed={false}
						onClose={() => setDone('')}
						description={`${done}.`}
					/>
				)}
			</div>
			<Steps application={application} />
			<Clock application={application} rule={measure ? citation(measure) : ''} />
			<Identity application={application} measure={measure} />
			<DecisionFacts application={application} />
			<Acts application={application} measure={measure} onDone={onDone} />
			<h2 className="fr-mt-4w">Financeurs</h2>
			<Amounts title="Demandé, accordé, engagé, payé par financeur" lines={lines} />
			<Payments application={application} />
			<h2>Contrôle du dossier</h2>
			{measure && <Checks application={application} measure={measure} />}
			<History application={application} />
		</>
	);
}

function costFact({ months, annualCostCents }: Application): string {
	if (annualCostCents === 0n) {
		return '';
	}
	return months > 0 ? `${euros(annualCostCents)} par an, hors taxes` : `${euros(annualCostCents)} hors taxes`;
}

function Identity({ application, measure }: { application: Application; measure: Measure | undefined }) {
	const {
		id,
		status,
		territoryId,
		territoryName,
		beneficiaryCode,
		measureId,
		measureVersion,
		startsOn,
		months,
		lines,
		filedAt,
	} = application;
	return (
		<Facts
			facts={[
				['Étape', <StatusBadge key="status" status={status} />],
				['Bénéficiaire', <CollectiviteLink key="beneficiary" code={beneficiaryCode} />],
				[
					'Territoire',
					<RouteLink key="territory" href={address('territory', { id: territoryId })}>
						{territoryName}
					</RouteLink>,
				],
				[
					'Mesure',
					<span key="measure">
						<RouteLink href={`${address('measure', { id: measureId })}?version=${encodeURIComponent(measureVersion)}`}>
							{measure?.title ?? measureId}
						</RouteLink>{' '}
						<span className="pvd-code">rédaction {measureVersion}</span>
					</span>,
				],
				['Début de l’opération', date(startsOn)],
				['Durée', months > 0 ? count(months, 'mois', 'mois') : ''],
				['Coût', costFact(application)],
				[
					'Coût sur la durée',
					months > 0 && application.annualCostCents > 0n ? euros(wholeCost(demandOf(application))) : '',
				],
				['Demandé', euros(sum(lines, 'requestedCents'))],
				['Déposée', instant(filedAt)],
				[
					'Numéro',
					<span key="id" className="pvd-code">
						{id}
					</span>,
				],
			]}
		/>
	);
}
