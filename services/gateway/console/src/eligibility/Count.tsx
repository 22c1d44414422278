import { Input } from '@codegouvfr/react-dsfr/Input';

interface Props {
	label: string;
	hint?: string;
	value: number; // 0: none
	most: number;
	onChange: (value: number) => void;
}

export function Count({ label, hint, value, most, onChange }: Props) {
	return (
		<Input
			label={label}
			hintText={hint}
			nativeInputProps={{
				type: 'number',
				min: 0,
				max: most,
				value: value === 0 ? '' : value,
				onChange: ({ target }) => onChange(Math.max(0, Math.min(most, Math.floor(Number(target.value) || 0)))),
			}}
		/>
	);
}
