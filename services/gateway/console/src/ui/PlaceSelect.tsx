/* One of the départements or régions, or all of them: what lists are narrowed by. */
import { Select } from '@codegouvfr/react-dsfr/Select';
import { useDepartements, useRegions } from '~/form/places';

interface Place {
	code: string;
	name: string;
}

interface Props {
	value: string; // code; '': all
	onChange: (code: string) => void;
	all?: string; // what '' is called
	among?: (place: Place & { regionCode: string }) => boolean; // which are offered; none: all there are
}

export function DepartementSelect({ value, onChange, all = 'Tous', among = () => true }: Props) {
	const departements = useDepartements().filter(among);
	return (
		<Select label="Département" nativeSelectProps={{ value, onChange: (event) => onChange(event.target.value) }}>
			<option value="">{all}</option>
			{departements.map(({ code, name }) => (
				<option key={code} value={code}>
					{code} – {name}
				</option>
			))}
		</Select>
	);
}

interface RegionProps extends Omit<Props, 'among'> {
	order?: (one: Place, other: Place) => number; // none: by code
}

export function RegionSelect({ value, onChange, all = 'Toutes', order }: RegionProps) {
	const regions = useRegions();
	return (
		<Select label="Région" nativeSelectProps={{ value, onChange: (event) => onChange(event.target.value) }}>
			<option value="">{all}</option>
			{(order ? [...regions].sort(order) : regions).map(({ code, name }) => (
				<option key={code} value={code}>
					{name}
				</option>
			))}
		</Select>
	);
}
