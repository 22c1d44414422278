/* France by département: each is coloured by its value and leads to its page. One stop of the keyboard; the arrows go from
 * one département to the next in their direction. */
import { useMemo, useState } from 'react';
import { Answer } from '../states';
import { Areas } from './Areas';
import { Credit } from './Credit';
import { classesOf } from './classes';
import { INSETS, MAINLAND } from './frames';
import { Legend } from './Legend';
import type { Outlines } from './outlines';
import { useOutlines } from './outlines';
import './map.css';

export interface Area {
	code: string; // of the département
	value: number; // colours it; 0: nothing
	text: string; // said of it: "Seine-et-Marne : 12 territoires"
	href: string;
}

interface Props {
	label: string; // what the map shows
	areas: readonly Area[];
	legend: string; // what the values are: "Territoires"
	none: string; // what 0 is: "Aucun territoire"
	format?: (value: number) => string;
	selected?: string; // a département
}

export function FranceMap(props: Props) {
	const outlines = useOutlines();
	return (
		<Answer of={outlines} what="La carte">
			{(found) => <Drawn {...props} outlines={found} />}
		</Answer>
	);
}

function Drawn({
	label,
	areas,
	legend,
	none,
	format = String,
	selected = '',
	outlines,
}: Props & { outlines: Outlines }) {
	const [shown, setShown] = useState('');
	const [entry, setEntry] = useState(selected); // where the keyboard enters
	const classes = useMemo(() => classesOf(areas.map(({ value }) => value)), [areas]);
	const drawn = areas.filter(({ code }) => outlines.byCode.has(code));
	const said = drawn.find(({ code }) => code === (shown || selected));
	const common = {
		areas: drawn,
		outlines,
		classes,
		selected,
		entry: entry || (drawn[0]?.code ?? ''),
		onShow: setShown,
		onEnter: setEntry,
	};
	return (
		<div className="pvd-map" role="group" aria-label={label}>
			<div className="pvd-map-frames">
				<Areas frame={MAINLAND} {...common} />
				<div className="pvd-map-insets">
					{INSETS.map((frame) => (
						<figure key={frame.id} className="pvd-map-inset" aria-label={frame.name}>
							<Areas frame={frame} {...common} />
							<figcaption>{frame.name}</figcaption>
						</figure>
					))}
				</div>
			</div>
			<p className="pvd-map-said" aria-hidden="true">
				{said?.text ?? 'Désignez un département pour le lire ici, choisissez-le pour ouvrir sa page.'}
			</p>
			<Legend title={legend} none={none} classes={classes} format={format} />
			<Credit sources={outlines.sources} />
		</div>
	);
}
