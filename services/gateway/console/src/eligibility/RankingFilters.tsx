import { ToggleSwitch } from '@codegouvfr/react-dsfr/ToggleSwitch';
import { PlaceKind } from 'pvd/registry/v1/place_pb.js';
import { useSession } from '~/api/session';
import { useEpciName, usePlaceSearch } from '~/form/places';
import { Combobox } from '~/ui/Combobox';
import { useDepartementText } from '~/ui/PlaceLinks';
import { DepartementSelect, RegionSelect } from '~/ui/PlaceSelect';
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
	return (
		<div className="fr-mb-4w">
			<OwnDepartements />
			<div className="pvd-ranking-filters">
				<RegionSelect
					value={perimeter.regionCode}
					onChange={(regionCode) => onPerimeter({ ...NATION, regionCode })}
					all={perimeter.departementCode || perimeter.epciSiren ? 'Choisir une région' : 'Toutes'}
				/>
				<DepartementSelect
					value={perimeter.departementCode}
					onChange={(departementCode) => onPerimeter({ ...NATION, departementCode })}
					all={perimeter.regionCode || perimeter.epciSiren ? 'Choisir un département' : 'Tous'}
				/>
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
