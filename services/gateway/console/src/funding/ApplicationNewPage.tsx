/* Filing an application: for which territory, by whom, under which measure (in the address), then the demand itself. */
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Select } from '@codegouvfr/react-dsfr/Select';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import type { Measure } from 'pvd/funding/v1/measure_pb.js';
import { useRows } from '~/api/queries';
import { useMay, useSession } from '~/api/session';
import { PATHS } from '~/paths';
import { compare } from '~/ui/format';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { Answer, Empty } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { RuleTexts } from './MeasureRule';
import { openingOf, openingText } from './measure';
import { NewForm } from './NewForm';
import { TerritoryChoice, useChosen } from './TerritoryChoice';
import './funding.css';

const ABOVE = [{ text: 'Demandes', href: PATHS.applications }];
const TITLE = 'Déposer une demande de financement';

export default function ApplicationNewPage() {
	const may = useMay();
	if (!may(FundingService.method.fileApplication)) {
		return (
			<Page title={TITLE} above={ABOVE}>
				<NotYours />
			</Page>
		);
	}
	return (
		<Page
			title={TITLE}
			above={ABOVE}
			lead="Pour une commune ou une intercommunalité d’un territoire labellisé. Une seule demande pour tous les financeurs de la mesure."
		>
			<h2>1. Pour qui</h2>
			<TerritoryChoice />
			<h2 className="fr-mt-4w">2. Quelle mesure</h2>
			<MeasureChoice />
		</Page>
	);
}

function NotYours() {
	const { signedIn } = useSession();
	return (
		<Alert
			severity="info"
			as="h2"
			title={
				signedIn
					? 'Une demande est déposée par une collectivité ou sa préfecture'
					: 'Connectez-vous pour déposer une demande'
			}
			description={
				<>
					Les communes et les intercommunalités d’un territoire labellisé déposent leurs demandes ; leur préfecture peut
					le faire pour elles. {!signedIn && <RouteLink href={PATHS.signIn}>Se connecter</RouteLink>}
				</>
			}
		/>
	);
}

function MeasureChoice() {
	const measures = useRows(FundingService.method.listMeasures, {}, (page) => page.measures);
	return (
		<Answer
			of={measures}
			what="L’offre de services"
			isEmpty={(all) => !all.some((measure) => openingOf(measure) === 'open')}
			empty="Aucune mesure n’est ouverte aujourd’hui. L’ANCT met l’offre de services en vigueur ; revenez quand une mesure sera ouverte."
		>
			{(all) => <MeasureSelect measures={all} />}
		</Answer>
	);
}

function MeasureSelect({ measures }: { measures: readonly Measure[] }) {
	const [id, setId] = useAddress('mesure');
	const { territory, beneficiary } = useChosen();
	const open = measures
		.filter((measure) => openingOf(measure) === 'open')
		.sort((one, other) => compare(one.title, other.title));
	const measure = measures.find((one) => one.id === id);
	const isOpen = measure !== undefined && open.includes(measure);
	return (
		<>
			<Select
				label="Mesure demandée"
				hint="Celles qui sont ouvertes aujourd’hui."
				state={measure && !isOpen ? 'error' : 'default'}
				stateRelatedMessage={
					measure && !isOpen
						? `« ${measure.title} » : ${openingText(measure)}. Choisissez une mesure ouverte.`
						: undefined
				}
				nativeSelectProps={{ value: isOpen ? id : '', onChange: (event) => setId(event.target.value) }}
			>
				<option value="">Choisir</option>
				{open.map((one) => (
					<option key={one.id} value={one.id}>
						{one.title}
					</option>
				))}
			</Select>
			{measure && isOpen && <RuleTexts measure={measure} />}
			<h2 className="fr-mt-4w">3. La demande</h2>
			{measure && isOpen && territory && beneficiary !== '' ? (
				<NewForm
					key={`${territory.id}/${beneficiary}/${id}`}
					territory={territory}
					beneficiary={beneficiary}
					measure={measure}
				/>
			) : (
				<Empty>Choisissez le territoire, le bénéficiaire et la mesure : la demande se remplit ensuite ici.</Empty>
			)}
		</>
	);
}
