import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Button } from '@codegouvfr/react-dsfr/Button';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import type { Measure } from 'pvd/funding/v1/measure_pb.js';
import { useParams } from 'react-router';
import { useLive } from '~/api/events';
import { useAnswer, useRows } from '~/api/queries';
import { useMay } from '~/api/session';
import { address } from '~/paths';
import { Facts } from '~/ui/Facts';
import { count, date } from '~/ui/format';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { ShortTable } from '~/ui/ShortTable';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { OpeningBadge } from './MeasureCard';
import { MeasureForm } from './MeasureForm';
import { RuleExample, RuleTexts } from './MeasureRule';
import { amountText, documentCodes, documentTitle, openingOf, payersText, pillarText } from './measure';
import { Prose } from './Prose';
import { coPayersOf, payersOf } from './rule';
import { differences } from './wording';
import './funding.css';

export default function MeasurePage() {
	const { id = '' } = useParams();
	const [version, setVersion] = useAddress('version');
	useLive('funding');
	const current = useAnswer(FundingService.method.getMeasure, { measureId: id });
	const wording = useAnswer(FundingService.method.getMeasure, { measureId: id, version });
	const inForce = current.data?.measure;
	return (
		<Page
			title={wording.data?.measure?.title ?? inForce?.title ?? 'Mesure'}
			above={[{ text: 'Offre de services', href: address('measures') }]}
			actions={inForce && <FileButton measure={inForce} />}
		>
			<Answer of={wording} what="La mesure">
				{({ measure }) =>
					measure && (
						<>
							{inForce && inForce.version !== measure.version && (
								<Older measure={measure} inForce={inForce} onCurrent={() => setVersion('')} />
							)}
							<Sheet measure={measure} isInForce={inForce?.version === measure.version} />
						</>
					)
				}
			</Answer>
			{inForce && <Wordings measure={inForce} shown={version} />}
			{inForce && <Rewording key={inForce.version} measure={inForce} />}
		</Page>
	);
}

function FileButton({ measure }: { measure: Measure }) {
	const may = useMay();
	if (!may(FundingService.method.fileApplication) || openingOf(measure) !== 'open') {
		return null;
	}
	return <Button linkProps={{ href: `${address('applicationNew')}?mesure=${measure.id}` }}>Déposer une demande</Button>;
}

function Older({ measure, inForce, onCurrent }: { measure: Measure; inForce: Measure; onCurrent: () => void }) {
	return (
		<div className="fr-mb-4w">
			<Alert
				severity="info"
				as="h2"
				title={`Rédaction ${measure.version} : elle n’est plus en vigueur`}
				description={
					<>
						Les demandes déposées sous cette rédaction y restent tenues.{' '}
						<button type="button" className="fr-link" onClick={onCurrent}>
							Voir la rédaction en vigueur ({inForce.version})
						</button>
					</>
				}
			/>
			<ShortTable
				caption="Ce qui a changé"
				head={['Sur', `Rédaction ${measure.version}`, `En vigueur (${inForce.version})`]}
				rows={differences(measure, inForce).map(({ term, one, other }) => [
					term,
					<Prose key="one" text={one} />,
					<Prose key="other" text={other} />,
				])}
			/>
		</div>
	);
}

function Sheet({ measure, isInForce }: { measure: Measure; isInForce: boolean }) {
	const co = coPayersOf(measure);
	return (
		<>
			{isInForce && (
				<p>
					<OpeningBadge measure={measure} />
				</p>
			)}
			<p className="fr-text--lead">{amountText(measure)}.</p>
			<Facts
				facts={[
					['Pilier', pillarText(measure)],
					['Financeurs', payersText(measure.payers)],
					['Cofinanceurs', payersText(co.map(({ payer }) => payer))],
					['Ouverte à partir du', measure.opensOn && date(measure.opensOn)],
					['Dernier jour de dépôt', measure.closesOn && date(measure.closesOn)],
					['Rédaction', `${measure.id}, version ${measure.version}`],
				]}
			/>
			<h2 className="fr-mt-4w">Combien</h2>
			<RuleTexts measure={measure} />
			<RuleExample measure={measure} />
			<h2>Dossier</h2>
			<Documents measure={measure} />
			<h2>D’où vient cette règle</h2>
			<Facts
				facts={[
					['Référence légale', measure.legalReference],
					['Source', measure.source],
					['Lue le', date(measure.readOn)],
					...co.map(({ payer, source }) => [`Part de ${payersText([payer])}`, source] as const),
				]}
			/>
		</>
	);
}

function Documents({ measure }: { measure: Measure }) {
	const { completenessMonths: months } = measure;
	const codes = documentCodes(measure, payersOf(measure));
	const own = new Set(measure.documents.map(({ code }) => code));
	return (
		<>
			{codes.length === 0 ? (
				<p>Aucune pièce n’est demandée avec la demande.</p>
			) : (
				<ul>
					{codes.map((code) => (
						<li key={code}>
							{documentTitle(measure, code)} {!own.has(code) && '– si le cofinanceur qui la demande prend part '}
							<span className="pvd-code">{code}</span>
						</li>
					))}
				</ul>
			)}
			<p>
				{months > 0
					? `La préfecture a ${count(months, 'mois', 'mois')} après le dépôt pour demander les pièces qui manquent ; passé ce délai, son silence vaut dossier complet. Le délai ne court pas tant que des pièces demandées sont attendues.`
					: 'Le silence de la préfecture ne vaut pas dossier complet : elle le déclare.'}
			</p>
		</>
	);
}

/* The service gives a wording by its name; the names are those that applications are held to. */
function Wordings({ measure, shown }: { measure: Measure; shown: string }) {
	const may = useMay()(FundingService.method.listApplications);
	const applications = useRows(
		FundingService.method.listApplications,
		{ measureId: measure.id },
		(page) => page.applications,
		{ enabled: may },
	);
	if (!may || !applications.data) {
		return null;
	}
	const all = applications.data;
	const versions = [...new Set([measure.version, ...all.map(({ measureVersion }) => measureVersion)])];
	const current = shown || measure.version;
	return (
		<section aria-labelledby="redactions" className="fr-mt-4w">
			<h2 id="redactions">Rédactions et demandes</h2>
			<ShortTable
				caption="Rédactions auxquelles des demandes sont tenues"
				head={['Rédaction', 'État', 'Demandes']}
				rows={versions.map((version) => [
					version === current ? (
						<strong>{version} (affichée)</strong>
					) : (
						<RouteLink
							href={`${address('measure', { id: measure.id })}${version === measure.version ? '' : `?version=${encodeURIComponent(version)}`}`}
						>
							{version}
						</RouteLink>
					),
					version === measure.version ? 'En vigueur' : 'Ancienne',
					count(all.filter(({ measureVersion }) => measureVersion === version).length, 'demande'),
				])}
			/>
			<p>
				<RouteLink href={`${address('applications')}?mesure=${measure.id}`}>Les demandes de cette mesure</RouteLink>
			</p>
		</section>
	);
}

function Rewording({ measure }: { measure: Measure }) {
	const may = useMay();
	return may(FundingService.method.adoptCatalogue) ? (
		<Accordion label="Mettre une nouvelle rédaction en vigueur">
			<MeasureForm form={`mesure/${measure.id}`} title={`Nouvelle rédaction de « ${measure.title} »`} from={measure} />
		</Accordion>
	) : null;
}
