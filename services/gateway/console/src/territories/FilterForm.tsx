import { Input } from '@codegouvfr/react-dsfr/Input';
import { Select } from '@codegouvfr/react-dsfr/Select';

import { compare } from '~/ui/format';
import { DepartementSelect, RegionSelect } from '~/ui/PlaceSelect';
import { SearchInput } from '~/ui/SearchInput';
import { Segments } from '~/ui/Segments';
import { useTyped } from '~/ui/useTyped';
import type { Kind } from './filters';
import { inhabitants, KINDS, useFilters } from './filters';

function KindChoice({ kind, onChange }: { kind: Kind; onChange: (kind: string) => void }) {
	return (
		<Segments
			legend="Ce que l’on cherche"
			of={KINDS.map((choice) => [choice.kind, choice.text] as const)}
			value={kind}
			onChange={onChange}
			className="fr-mb-2w"
		/>
	);
}

function PlaceChoices() {
	const [filters, set] = useFilters();
	return (
		<>
			<RegionSelect
				value={filters.region}
				onChange={set.region}
				order={(one, other) => compare(one.name, other.name)}
			/>
			<DepartementSelect
				value={filters.departement}
				onChange={set.departement}
				among={({ regionCode }) => filters.region === '' || regionCode === filters.region}
			/>
		</>
	);
}

const PROGRAMME: Record<Kind, readonly [string, string]> = {
	territoires: ['Dans le programme', 'Sortis du programme'],
	communes: ['Dans un territoire labellisé', 'Hors du programme'],
	intercommunalites: ['Avec un territoire labellisé', 'Sans territoire labellisé'],
};

function PopulationInput({
	label,
	value,
	onChange,
}: {
	label: string;
	value: string;
	onChange: (value: string, isTyping: boolean) => void;
}) {
	const [typed, type] = useTyped(value, onChange);
	const isWrong = typed !== '' && inhabitants(typed) === undefined;
	return (
		<Input
			label={label}
			state={isWrong ? 'error' : 'default'}
			stateRelatedMessage="Écrivez un nombre d’habitants, par exemple 5 000."
			nativeInputProps={{ inputMode: 'numeric', value: typed, onChange: ({ target }) => type(target.value) }}
		/>
	);
}

export function FilterForm() {
	const [filters, set] = useFilters();
	const [inside, outside] = PROGRAMME[filters.kind];
	return (
		<form role="search" aria-label="Filtrer la liste" onSubmit={(event) => event.preventDefault()}>
			<KindChoice kind={filters.kind} onChange={set.kind} />
			<div className="pvd-filters">
				<SearchInput label="Nom" value={filters.name} onType={set.name} />
				<PlaceChoices />
				<Select
					label="Programme"
					nativeSelectProps={{ value: filters.programme, onChange: (event) => set.programme(event.target.value) }}
				>
					<option value="">Indifférent</option>
					<option value="dans">{inside}</option>
					<option value="hors">{outside}</option>
				</Select>
				{filters.kind === 'communes' && (
					<>
						<PopulationInput label="Habitants, au moins" value={filters.minimum} onChange={set.minimum} />
						<PopulationInput label="Habitants, au plus" value={filters.maximum} onChange={set.maximum} />
					</>
				)}
			</div>
		</form>
	);
}
