import type { KeyboardEvent } from 'react';
import type { ValueClass } from '~/ui/quintiles';
import { RouteLink } from '../RouteLink';
import { shadeOf } from './classes';
import type { Area } from './FranceMap';
import type { Frame } from './frames';
import { isIn, viewBox } from './frames';
import type { Outline, Outlines } from './outlines';

export interface AreasProps {
	frame: Frame;
	areas: readonly Area[];
	outlines: Outlines;
	classes: readonly ValueClass[];
	selected: string;
	entry: string;
	onShow: (code: string) => void;
	onEnter: (code: string) => void;
}

/* One frame of the map. What is in an inset is drawn on the mainland too, but for the keyboard it is in one place. */
export function Areas({ frame, areas, outlines, classes, selected, entry, onShow, onEnter }: AreasProps) {
	const mine = areas.filter(({ code }) => isIn(frame, code));
	const isCloseUp = frame.id === 'paris';
	const onKeyDown = (event: KeyboardEvent, code: string) => {
		const way = WAYS[event.key];
		const next =
			way &&
			neighbour(
				code,
				way,
				areas.flatMap((area) => outlines.byCode.get(area.code) ?? []),
			);
		if (next) {
			event.preventDefault();
			onEnter(next);
			event.currentTarget.closest('.pvd-map')?.querySelector<SVGElement>(`[data-code="${next}"]`)?.focus();
		}
	};
	return (
		<svg
			className={`pvd-map-${frame.id}`}
			viewBox={viewBox(frame.box)}
			aria-hidden={isCloseUp || undefined}
			onMouseLeave={() => onShow('')}
		>
			{mine.map(({ code, value, text, href }) => (
				<RouteLink
					key={code}
					href={href}
					aria-label={text}
					data-code={isCloseUp ? undefined : code}
					tabIndex={!isCloseUp && code === entry ? 0 : -1}
					className={code === selected ? 'pvd-map-link pvd-map-selected' : 'pvd-map-link'}
					onMouseEnter={() => onShow(code)}
					onFocus={() => onShow(code)}
					onBlur={() => onShow('')}
					onKeyDown={(event) => onKeyDown(event, code)}
				>
					<path className={`pvd-map-area pvd-shade-${shadeOf(value, classes)}`} d={outlines.byCode.get(code)?.d} />
				</RouteLink>
			))}
		</svg>
	);
}

const WAYS: Record<string, readonly [number, number]> = {
	ArrowUp: [0, -1],
	ArrowDown: [0, 1],
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
};

function centre({ box }: Outline): [number, number] {
	return [box.x + box.width / 2, box.y + box.height / 2];
}

/* The nearest one that lies more that way than aside. */
function neighbour(
	code: string,
	[wayX, wayY]: readonly [number, number],
	outlines: readonly Outline[],
): string | undefined {
	const from = outlines.find((outline) => outline.code === code);
	if (!from) {
		return undefined;
	}
	const [x0, y0] = centre(from);
	let best: { code: string; distance: number } | undefined;
	for (const outline of outlines) {
		const [x, y] = centre(outline);
		const along = (x - x0) * wayX + (y - y0) * wayY;
		const aside = Math.abs((x - x0) * wayY) + Math.abs((y - y0) * wayX);
		const distance = Math.hypot(along, 2 * aside);
		if (along > 0 && along >= aside && (!best || distance < best.distance)) {
			best = { code: outline.code, distance };
		}
	}
	return best?.code;
}
