/* Which applications, or sums of them, are shown: in the page's address. */
import { Select } from '@codegouvfr/react-dsfr/Select';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { PlaceKind } from 'pvd/registry/v1/place_pb.js';
import { useRows } from '~/api/queries';
import { usePlaceSearch, useTerritoryName } from '~/form/places';
import { Combobox } from '~/ui/Combobox';
import { compare } from '~/ui/format';
import { DepartementSelect } from '~/ui/PlaceSelect';
import { useAddress } from '~/ui/useAddress';

export function useFilter() {
	const [departementCode] = useAddress('departement');
	const [measureId] = useAddress('mesure');
	const [territoryId] = useAddress('territoire');
	return { departementCode, measureId, territoryId };
}

export function Filters() {
	return (
		<search className="pvd-filters" aria-label="Choisir parmi les demandes">
			<DepartementFilter />
			<MeasureFilter />
			<TerritoryFilter />
		</search>
	);
}

function DepartementFilter() {
	const [departement, setDepartement] = useAddress('departement');
	return <DepartementSelect value={departement} onChange={setDepartement} />;
}

function MeasureFilter() {
	const [measure, setMeasure] = useAddress('mesure');
	const measures = useRows(FundingService.method.listMeasures, {}, (page) => page.measures);
	return (
		<Select label="Mesure" nativeSelectProps={{ value: measure, onChange: (event) => setMeasure(event.target.value) }}>
			<option value="">Toutes</option>
			{[...(measures.data ?? [])]
				.sort((one, other) => compare(one.title, other.title))
				.map(({ id, title }) => (
					<option key={id} value={id}>
						{title}
					</option>
				))}
		</Select>
	);
}

function TerritoryFilter() {
	const [territory, setTerritory] = useAddress('territoire');
	const name = useTerritoryName(territory);
	return (
		<div>
			<Combobox
				id="territoire"
				label="Territoire"
				text={name ?? territory}
				{...usePlaceSearch([PlaceKind.TERRITORY])}
				onChoose={({ value }) => setTerritory(value)}
			/>
			{territory !== '' && (
				<button type="button" className="fr-link fr-link--sm" onClick={() => setTerritory('')}>
					Tous les territoires
				</button>
			)}
		</div>
	);
}
