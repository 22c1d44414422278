import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { Checkbox } from '@codegouvfr/react-dsfr/Checkbox';
import { Select } from '@codegouvfr/react-dsfr/Select';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import type { Measure } from 'pvd/funding/v1/measure_pb.js';
import { PillarSchema } from 'pvd/funding/v1/measure_pb.js';
import { useLive } from '~/api/events';
import { useRows } from '~/api/queries';
import { useMay } from '~/api/session';
import { enumChoices } from '~/form/Control';
import { compare, count, folded } from '~/ui/format';
import { Page } from '~/ui/Page';
import { SearchInput } from '~/ui/SearchInput';
import { Answer, Empty } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { payerWord } from '~/words/payers';
import { CatalogueFile } from './CatalogueFile';
import { MeasureCard } from './MeasureCard';
import { MeasureForm } from './MeasureForm';
import { openingOf, pillarText } from './measure';
import { payersOf } from './rule';
import './funding.css';

export default function MeasuresPage() {
	useLive('funding');
	const measures = useRows(FundingService.method.listMeasures, {}, (page) => page.measures);
	return (
		<Page
			title="Offre de services"
			lead="Ce que l’État et ses partenaires proposent aux petites villes de demain : qui paie, combien, jusqu’à quand."
		>
			<Answer
				of={measures}
				what="L’offre de services"
				isEmpty={(all) => all.length === 0}
				empty="Aucune mesure n’est en vigueur. L’ANCT met l’offre de services en vigueur, ici même ; les mesures paraîtront alors."
			>
				{(all) => <Offer measures={all} />}
			</Answer>
			<Adoption measures={measures.data ?? []} />
		</Page>
	);
}

const ORDER = { open: 0, coming: 1, closed: 2 };

function byOpening(one: Measure, other: Measure): number {
	return ORDER[openingOf(one)] - ORDER[openingOf(other)] || compare(one.title, other.title);
}

function Offer({ measures }: { measures: readonly Measure[] }) {
	const [text, setText] = useAddress('q');
	const [payer, setPayer] = useAddress('financeur');
	const [openOnly, setOpenOnly] = useAddress('ouvertes');
	const payers = [...new Set(measures.flatMap(payersOf))].sort((one, other) =>
		compare(payerWord(one), payerWord(other)),
	);
	const shown = measures.filter(
		(measure) =>
			folded(measure.title).includes(folded(text)) &&
			(payer === '' || payersOf(measure).includes(payer)) &&
			(openOnly === '' || openingOf(measure) === 'open'),
	);
	const pillars = enumChoices(PillarSchema).map((pillar) => ({
		...pillar,
		measures: shown.filter((measure) => pillarText(measure) === pillar.text).sort(byOpening),
	}));
	return (
		<>
			<search className="pvd-filters" aria-label="Choisir parmi les mesures">
				<SearchInput label="Mot de l’intitulé" value={text} onType={setText} />
				<Select
					label="Financeur"
					nativeSelectProps={{ value: payer, onChange: (event) => setPayer(event.target.value) }}
				>
					<option value="">Tous</option>
					{payers.map((code) => (
						<option key={code} value={code}>
							{payerWord(code)}
						</option>
					))}
				</Select>
				<Checkbox
					small
					options={[
						{
							label: 'Ouvertes aujourd’hui seulement',
							nativeInputProps: {
								checked: openOnly !== '',
								onChange: (event) => setOpenOnly(event.target.checked ? 'oui' : ''),
							},
						},
					]}
				/>
			</search>
			<p role="status" className="fr-text--sm">
				{count(shown.length, 'mesure')}
			</p>
			{shown.length === 0 && <Empty>Aucune mesure ne répond à ces choix : élargissez-les.</Empty>}
			{pillars
				.filter(({ measures: own }) => own.length > 0)
				.map(({ value, text: title, measures: own }) => (
					<section key={value} aria-labelledby={value} className="fr-mb-6w">
						<h2 id={value}>{title}</h2>
						<ul className="pvd-cards">
							{own.map((measure) => (
								<MeasureCard key={measure.id} measure={measure} />
							))}
						</ul>
					</section>
				))}
		</>
	);
}

function Adoption({ measures }: { measures: readonly Measure[] }) {
	const may = useMay();
	if (!may(FundingService.method.adoptCatalogue)) {
		return null;
	}
	return (
		<section aria-labelledby="adopter">
			<h2 id="adopter">Mettre l’offre à jour</h2>
			<p>
				Une rédaction, nommée par l’identifiant et la version de sa mesure, ne change jamais : une demande est tenue à
				celle sous laquelle elle a été déposée. Pour changer une mesure, mettez-en une nouvelle version en vigueur.
			</p>
			<Accordion label="Par un fichier (catalogue JSON)">
				<CatalogueFile measures={measures} />
			</Accordion>
			<Accordion label="Ajouter une mesure">
				<MeasureForm form="mesure" title="Nouvelle mesure de l’offre de services" />
			</Accordion>
		</section>
	);
}
