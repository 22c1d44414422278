import type { SegmentedControlProps } from '@codegouvfr/react-dsfr/SegmentedControl';
import { SegmentedControl } from '@codegouvfr/react-dsfr/SegmentedControl';

interface Props<T extends string> {
	legend: string;
	isLegendHidden?: boolean;
	isSmall?: boolean;
	of: readonly (readonly [value: T, text: string])[];
	value: T;
	onChange: (value: T) => void;
	className?: string;
}

/* One of a few, all of them in sight. */
export function Segments<T extends string>(props: Props<T>) {
	const { legend, isLegendHidden = false, isSmall = false, of, value, onChange, className } = props;
	const segments = of.map(([one, text]) => ({
		label: text,
		nativeInputProps: { checked: one === value, onChange: () => onChange(one) },
	}));
	return (
		<SegmentedControl
			legend={legend}
			hideLegend={isLegendHidden}
			small={isSmall}
			segments={segments as unknown as SegmentedControlProps.Segments} // a tuple of two to five, in its types
			{...(className && { className })}
		/>
	);
}
