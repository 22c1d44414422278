import { Input } from '@codegouvfr/react-dsfr/Input';
import { useTyped } from './useTyped';

interface Props {
	label: string;
	hint?: string;
	value: string; // in the address
	onType: (value: string, isTyping: boolean) => void;
}

export function SearchInput({ label, hint, value, onType }: Props) {
	const [typed, type] = useTyped(value, onType);
	return (
		<Input
			label={label}
			hintText={hint}
			nativeInputProps={{ type: 'search', value: typed, onChange: ({ target }) => type(target.value) }}
		/>
	);
}
