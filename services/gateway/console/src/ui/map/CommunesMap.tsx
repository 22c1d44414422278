/* The communes of a département, each coloured by its value and leading to its page; the keyboard goes as on FranceMap. */
import { useMemo, useState } from 'react';
import { Answer } from '../states';
import { Areas } from './Areas';
import { Credit } from './Credit';
import { classesOf } from './classes';
import type { Area } from './FranceMap';
import type { Frame } from './frames';
import { boxAround } from './frames';
import { Legend } from './Legend';
import type { Outlines } from './outlines';
import { useCommuneOutlines } from './outlines';
import './map.css';

interface Props {
	departement: string;
	label: string; // what the map shows
	areas: readonly Area[]; // communes
	legend: string; // what the values are
	none: string; // what 0 is
	format: (value: number) => string;
}

const MARGIN = 0.02;

export function CommunesMap(props: Props) {
	const outlines = useCommuneOutlines(props.departement);
	return (
		<Answer
			of={outlines}
			what="La carte"
			isEmpty={({ byCode }) => byCode.size === 0}
			empty="Les contours des communes n’ont pas été importés : l’exploitant de l’instance le fait par « pvd import contours »."
		>
			{(found) => <Drawn {...props} outlines={found} />}
		</Answer>
	);
}

function Drawn({ label, areas, legend, none, format, outlines }: Props & { outlines: Outlines }) {
	const [shown, setShown] = useState('');
	const [entry, setEntry] = useState('');
	const classes = useMemo(() => classesOf(areas.map(({ value }) => value)), [areas]);
	const drawn = useMemo(() => areas.filter(({ code }) => outlines.byCode.has(code)), [areas, outlines]);
	const frame = useMemo(
		(): Frame => ({
			id: 'gros-plan',
			name: '',
			departements: drawn.map(({ code }) => code),
			box: boxAround(
				[...outlines.byCode.values()].map(({ box }) => box),
				MARGIN,
			),
		}),
		[drawn, outlines],
	);
	return (
		<div className="pvd-map" role="group" aria-label={label}>
			<div className="pvd-map-close-up">
				<Areas
					frame={frame}
					areas={drawn}
					outlines={outlines}
					classes={classes}
					selected=""
					entry={entry || (drawn[0]?.code ?? '')}
					onShow={setShown}
					onEnter={setEntry}
				/>
			</div>
			<p className="pvd-map-said" aria-hidden="true">
				{drawn.find(({ code }) => code === shown)?.text ?? 'Désignez une commune pour la lire ici.'}
			</p>
			<Legend title={legend} none={none} classes={classes} format={format} />
			<Credit sources={outlines.sources} />
		</div>
	);
}
