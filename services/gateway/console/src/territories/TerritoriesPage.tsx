import type { Place } from 'pvd/registry/v1/place_pb.js';
import { PlaceKind } from 'pvd/registry/v1/place_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useNavigate } from 'react-router';
import { useLive } from '~/api/events';
import { useMay } from '~/api/session';
import { usePlaceSearch } from '~/form/places';
import { address, PATHS } from '~/paths';
import { Combobox } from '~/ui/Combobox';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { CommuneTable } from './CommuneTable';
import { EpciTable } from './EpciTable';
import { FilterForm } from './FilterForm';
import { useFilters } from './filters';
import { TerritoryTable } from './TerritoryTable';
import '~/ui/sheet.css';

const TABLES = { territoires: TerritoryTable, communes: CommuneTable, intercommunalites: EpciTable };

export default function TerritoriesPage() {
	const [filters] = useFilters();
	const may = useMay();
	useLive('registry');
	const Table = TABLES[filters.kind];
	const submit = may(RegistryService.method.submitCandidacy) && (
		<RouteLink className="fr-btn" href={PATHS.candidacyNew}>
			Manifester son intérêt
		</RouteLink>
	);
	return (
		<Page
			title="Territoires"
			lead="Les territoires labellisés, et toutes les communes et intercommunalités de France d’où d’autres peuvent venir."
			actions={submit}
		>
			<PlaceBox />
			<h2 className="fr-h4">Parcourir la liste</h2>
			<FilterForm />
			<Table filters={filters} />
		</Page>
	);
}

function pageOf({ kind, code }: Place): string {
	switch (kind) {
		case PlaceKind.EPCI:
			return address('epci', { siren: code });
		case PlaceKind.TERRITORY:
			return address('territory', { id: code });
		default:
			return address('commune', { code });
	}
}

/* One box for whatever has a page. */
function PlaceBox() {
	const navigate = useNavigate();
	const search = usePlaceSearch([], pageOf);
	return (
		<div className="fr-mb-4w">
			<Combobox
				id="lieu"
				label="Aller à une commune, une intercommunalité ou un territoire"
				hint="Le début des mots suffit, sans accents ni majuscules : « ferte jou », « cagire »."
				{...search}
				onChoose={({ value }) => void navigate(value)}
			/>
		</div>
	);
}
