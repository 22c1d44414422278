import { useIsDark } from '@codegouvfr/react-dsfr/useIsDark';
import type { PointerEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Frame } from './frames';
import { isIn, viewBox } from './frames';
import { colourName, drawMark } from './marks';
import type { Outlines } from './outlines';
import type { Point } from './PointsMap';

export interface Placed extends Point {
	x: number; // in the units of frames.ts
	y: number;
}

interface Props {
	frame: Frame;
	label: string;
	points: readonly Placed[];
	outlines: Outlines;
	selected: string;
	onShow: (key: string) => void;
	onChoose: ((key: string) => void) | undefined;
}

const NEAR_PX = 10;
const [SIZE_MIN, SIZE_MAX] = [2, 9];

/* The width of what is drawn, which follows the page's. */
function useWidth() {
	const ref = useRef<HTMLDivElement>(null);
	const [width, setWidth] = useState(0);
	useEffect(() => {
		const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
		if (ref.current) {
			observer.observe(ref.current);
		}
		return () => observer.disconnect();
	}, []);
	return [ref, width] as const;
}

/* A series of few points is large, one of thousands small; none so small that it is not seen. */
function sizeFor(count: number, width: number): number {
	return Math.max(SIZE_MIN, Math.min(SIZE_MAX, width / 8 / Math.sqrt(count)));
}

function sizesOf(points: readonly Placed[], width: number): Map<number, number> {
	const counts = new Map<number, number>();
	for (const { series } of points) {
		counts.set(series, (counts.get(series) ?? 0) + 1);
	}
	return new Map([...counts].map(([series, count]) => [series, sizeFor(count, width)]));
}

export function Markers({ frame, label, points, outlines, selected, onShow, onChoose }: Props) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const [box, width] = useWidth();
	const { isDark } = useIsDark();
	const scale = width / frame.box.width;
	const height = Math.round(frame.box.height * scale);
	const departements = [...outlines.byCode.values()].filter(({ code }) => isIn(frame, code));

	useEffect(() => {
		if (canvas.current && width > 0) {
			draw(canvas.current, { frame, points, selected, scale, width, height });
		}
	}, [frame, points, selected, width, height, scale, isDark]);

	const near = (event: PointerEvent<HTMLCanvasElement>): string => {
		const { left, top } = event.currentTarget.getBoundingClientRect();
		return nearest(
			points,
			frame.box.x + (event.clientX - left) / scale,
			frame.box.y + (event.clientY - top) / scale,
			NEAR_PX / scale,
		);
	};
	return (
		<div ref={box} className="pvd-map-points">
			<svg viewBox={viewBox(frame.box)} aria-hidden="true">
				{departements.map(({ code, d }) => (
					<path key={code} className="pvd-map-ground" d={d} />
				))}
			</svg>
			<canvas
				ref={canvas}
				role="img"
				aria-label={label}
				className={onChoose ? 'pvd-map-choosable' : undefined}
				onPointerMove={(event) => onShow(near(event))}
				onPointerLeave={() => onShow('')}
				onPointerUp={(event) => {
					const key = near(event);
					if (key !== '') {
						onChoose?.(key);
					}
				}}
			/>
		</div>
	);
}

function nearest(points: readonly Placed[], x: number, y: number, within: number): string {
	let best = '';
	let least = within * within;
	for (const point of points) {
		const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
		if (distance <= least) {
			least = distance;
			best = point.key;
		}
	}
	return best;
}

interface Drawing {
	frame: Frame;
	points: readonly Placed[];
	selected: string;
	scale: number;
	width: number;
	height: number;
}

function draw(canvas: HTMLCanvasElement, { frame, points, selected, scale, width, height }: Drawing): void {
	const paint = canvas.getContext('2d');
	if (!paint) {
		return;
	}
	const ratio = window.devicePixelRatio;
	canvas.width = Math.round(width * ratio);
	canvas.height = Math.round(height * ratio);
	paint.scale(ratio, ratio);
	const style = getComputedStyle(canvas);
	const sizes = sizesOf(points, width);
	for (const { series, x, y } of points) {
		const colour = style.getPropertyValue(colourName(series));
		const size = sizes.get(series) ?? SIZE_MIN;
		paint.fillStyle = colour;
		paint.strokeStyle = colour;
		paint.lineWidth = Math.max(1, size / 5);
		drawMark(paint, series, (x - frame.box.x) * scale, (y - frame.box.y) * scale, size);
	}
	const chosen = points.find(({ key }) => key === selected);
	if (chosen) {
		paint.strokeStyle = style.getPropertyValue('--text-title-grey');
		paint.lineWidth = 2;
		paint.beginPath();
		paint.arc((chosen.x - frame.box.x) * scale, (chosen.y - frame.box.y) * scale, SIZE_MAX, 0, 2 * Math.PI);
		paint.stroke();
	}
}
