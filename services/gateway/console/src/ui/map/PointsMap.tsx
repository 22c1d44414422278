/* Communes as points over the outlines of départements: all of France, or some départements alone. Thousands of points are
 * one picture for the browser (a canvas), so the page also lists what they stand for. */
import { useMemo, useState } from 'react';
import { Answer } from '../states';
import { Credit } from './Credit';
import type { Box, Frame } from './frames';
import { boxAround, INSETS, isIn, MAINLAND, project } from './frames';
import type { Placed } from './Markers';
import { Markers } from './Markers';
import { Sample } from './marks';
import type { Outlines } from './outlines';
import { useOutlines } from './outlines';
import './map.css';

export interface Point {
	key: string; // a commune's code
	departement: string;
	longitude: number; // degrees, WGS 84
	latitude: number;
	series: number; // which of the series it belongs to, from 0
	text: string; // said when it is pointed at: "Tende : labellisée, 2 223 habitants"
}

interface Props {
	label: string; // what the map shows
	points: readonly Point[]; // later ones lie above
	series: readonly string[]; // what each colour and form is; at most four
	departements?: readonly string[]; // none: France
	selected?: string; // a point
	onChoose?: (key: string) => void;
}

const MARGIN = 0.04;
const FRANCE: readonly string[] = [];

export function PointsMap(props: Props) {
	const outlines = useOutlines(props.departements);
	return (
		<Answer of={outlines} what="La carte">
			{(found) => <Drawn {...props} outlines={found} />}
		</Answer>
	);
}

/* Where the départements lie, at the scale that shows them whole. */
function closeUp(departements: readonly string[], outlines: Outlines): Frame {
	const boxes = departements.flatMap((code): Box[] => {
		const outline = outlines.byCode.get(code);
		return outline ? [outline.box] : [];
	});
	return { id: 'gros-plan', name: '', departements, box: boxes.length > 0 ? boxAround(boxes, MARGIN) : MAINLAND.box };
}

function Drawn({
	label,
	points,
	series,
	departements = FRANCE,
	selected = '',
	onChoose,
	outlines,
}: Props & { outlines: Outlines }) {
	const [shown, setShown] = useState('');
	const placed = useMemo(
		() =>
			points.map((point): Placed => {
				const [x, y] = project(point.longitude, point.latitude);
				return { ...point, x, y };
			}),
		[points],
	);
	const isWhole = departements.length === 0;
	const main = useMemo(() => (isWhole ? MAINLAND : closeUp(departements, outlines)), [isWhole, departements, outlines]);
	const said = points.find(({ key }) => key === (shown || selected))?.text;
	const common = { points: placed, outlines, selected, onShow: setShown, onChoose };
	return (
		<div className="pvd-map">
			<div className={isWhole ? 'pvd-map-frames' : 'pvd-map-close-up'}>
				<Markers frame={main} label={label} {...common} />
				{isWhole && (
					<div className="pvd-map-insets">
						{INSETS.map((frame) => (
							<figure key={frame.id} className="pvd-map-inset">
								<Markers
									frame={frame}
									label={`${label} : ${frame.name}`}
									{...common}
									points={placed.filter((point) => isIn(frame, point.departement))}
								/>
								<figcaption>{frame.name}</figcaption>
							</figure>
						))}
					</div>
				)}
			</div>
			<p className="pvd-map-said" aria-hidden="true">
				{said ?? 'Désignez un point pour le lire ici.'}
			</p>
			<div className="pvd-legend">
				<ul className="pvd-legend-steps">
					{series.map((text, n) => (
						<li key={text}>
							<Sample series={n} />
							{text}
						</li>
					))}
				</ul>
			</div>
			<Credit sources={outlines.sources} />
		</div>
	);
}
