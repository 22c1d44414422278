import { Select } from '@codegouvfr/react-dsfr/Select';
import { ToggleSwitch } from '@codegouvfr/react-dsfr/ToggleSwitch';
import { PlaceKind } from 'pvd/registry/v1/place_pb.js';
import { useSession } from '~/api/session';
import { useDepartements, useEpciName, usePlaceSearch, useRegions } from '~/form/places';
import { Combobox } from '~/ui/Combobox';
import { useDepartementText } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import type { Perimeter } from './perimeter';
import { NATION } from './perimeter';

interface Props {
	perimeter: Perimeter;
	onPerimeter: (perimeter: Perimeter) => void;
	eligibleOnly: boolean;
	onEligibleOnly: (eligibleOnly: boolean) => void;
}

export function RankingFilters({ perimeter, onPerimeter, eligibleOnly, onEligibleOnly }: Props) {
	const departements = useDepartements();
	const regions = useRegions();
	return (
		<div className="fr-mb-4w">
			<OwnDepartements />
			<div className="pvd-ranking-filters">
				<Select
					label="Région"
					nativeSelectProps={{
						value: perimeter.regionCode,
						onChange: (event) => onPerimeter({ ...NATION, regionCode: event.target.value }),
					}}
				>
					<option value="">{perimeter.departementCode || perimeter.epciSiren ? 'Choisir une région' : 'Toutes'}</option>
					{regions.map(({ code, name }) => (
						<option key={code} value={code}>
							{name}
						</option>
					))}
				</Select>
				<Select
					label="Département"
					nativeSelectProps={{
						value: perimeter.departementCode,
						onChange: (event) => onPerimeter({ ...NATION, departementCode: event.target.value }),
					}}
				>
					<option value="">{perimeter.regionCode || perimeter.epciSiren ? 'Choisir un département' : 'Tous'}</option>
					{departements.map(({ code, name }) => (
						<option key={code} value={code}>
							{code} – {name}
						</option>
					))}
				</Select>
				<EpciFilter siren={perimeter.epciSiren} onChoose={(epciSiren) => onPerimeter({ ...NATION, epciSiren })} />
			</div>
			<ToggleSwitch
				label="Seulement les communes éligibles"
				labelPosition="right"
				showCheckedHint={false}
				checked={eligibleOnly}
				onChange={onEligibleOnly}
			/>
		</div>
	);
}

function EpciFilter({ siren, onChoose }: { siren: string; onChoose: (siren: string) => void }) {
	const name = useEpciName(siren);
	return (
		<Combobox
			id="epci"
			label="Intercommunalité"
			text={name ?? siren}
			{...usePlaceSearch([PlaceKind.EPCI])}
			onChoose={({ value }) => onChoose(value)}
		/>
	);
}

/* Where whoever is signed in acts: one click away. */
function OwnDepartements() {
	const { actor } = useSession();
	const departement = useDepartementText();
	const own = actor.scope?.departements ?? [];
	if (own.length === 0) {
		return null;
	}
	return (
		<p>
			Votre ressort :{' '}
			{own.map((code, n) => (
				<span key={code}>
					{n > 0 && ', '}
					<RouteLink href={`?departement=${encodeURIComponent(code)}`}>{departement(code)}</RouteLink>
				</span>
			))}
		</p>
	);
}
