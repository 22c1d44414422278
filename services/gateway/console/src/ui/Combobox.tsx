/* One types, and chooses among what is found: the keyboard and screen readers' part is downshift's. */
import { useCombobox } from 'downshift';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { folded } from './format';

export interface Choice {
	value: string;
	text: string;
	detail?: string; // what tells it from others of the same name
}

interface Props {
	id: string;
	label: ReactNode;
	hint?: ReactNode;
	fault?: string | undefined;
	text?: string; // in the box to begin with
	choices: readonly Choice[]; // for what was typed
	isSearching?: boolean;
	placeholder?: string;
	isHidden?: boolean; // the label, where the place says it
	onType: (text: string) => void;
	onChoose: (choice: Choice) => void;
	clears?: boolean; // the box, after a choice
}

const WAIT_MS = 150; // between the last key and the question

export function Combobox(props: Props) {
	const {
		id,
		label,
		hint,
		fault,
		text = '',
		choices,
		isSearching = false,
		placeholder,
		isHidden,
		onType,
		onChoose,
		clears = false,
	} = props;
	const [typed, setTyped] = useState(text);
	useEffect(() => setTyped(text), [text]);
	const [asked, setAsked] = useState(text);
	useEffect(() => {
		const timer = window.setTimeout(() => {
			setAsked(typed);
			onType(typed);
		}, WAIT_MS);
		return () => window.clearTimeout(timer);
	}, [typed]);
	// Who types fast and presses Enter means what is typed: of what was found for less, only what still fits is offered.
	const isCurrent = asked === typed && !isSearching;
	const items = isCurrent ? [...choices] : choices.filter((choice) => folded(choice.text).includes(folded(typed)));

	const { isOpen, getLabelProps, getMenuProps, getInputProps, getItemProps, highlightedIndex } = useCombobox<Choice>({
		id,
		inputId: id,
		items,
		inputValue: typed,
		itemToString: (choice) => choice?.text ?? '',
		defaultHighlightedIndex: 0,
		selectedItem: null,
		onSelectedItemChange: ({ selectedItem }) => {
			if (selectedItem) {
				setTyped(clears ? '' : selectedItem.text);
				onChoose(selectedItem);
			}
		},
	});
	const said = isCurrent ? (items.length === 0 ? 'Rien de ce nom.' : '') : 'Recherche…';
	return (
		<div className={`fr-input-group pvd-combobox${fault ? ' fr-input-group--error' : ''}`}>
			<label {...getLabelProps({ className: isHidden ? 'fr-sr-only' : 'fr-label' })}>
				{label}
				{hint && <span className="fr-hint-text">{hint}</span>}
			</label>
			<input
				{...getInputProps({
					// At once: by onInputValueChange, which comes later, fast typing loses letters.
					onChange: (event) => setTyped(event.currentTarget.value),
					className: 'fr-input',
					placeholder,
					autoComplete: 'off',
					'aria-invalid': fault ? true : undefined,
					'aria-describedby': fault ? `${id}-fault` : undefined,
				})}
			/>
			<ul
				{...getMenuProps({
					className: isOpen && typed !== '' ? 'pvd-choices' : 'pvd-choices-closed',
					'aria-label': 'Propositions',
				})}
			>
				{isOpen &&
					typed !== '' &&
					items.map((choice, index) => (
						<li
							key={choice.value}
							{...getItemProps({
								item: choice,
								index,
								className: highlightedIndex === index ? 'pvd-choice pvd-choice-on' : 'pvd-choice',
							})}
						>
							<span>{choice.text}</span>
							{choice.detail && <span className="pvd-choice-detail">{choice.detail}</span>}
						</li>
					))}
			</ul>
			<p className="fr-hint-text pvd-combobox-said" role="status">
				{isOpen && typed !== '' ? said : ''}
			</p>
			{fault && (
				<p className="fr-error-text" id={`${id}-fault`}>
					{fault}
				</p>
			)}
		</div>
	);
}
