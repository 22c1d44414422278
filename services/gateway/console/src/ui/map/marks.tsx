/* How the points of each series look: by colour and by form, so that neither is needed alone. */

const MARKS = ['disc', 'ring', 'square', 'cross'] as const;

/* The first stands out, the second, often all the others, lies behind it in grey. */
const COLOURS = [1, 4, 2, 3] as const;

function markOf(series: number): (typeof MARKS)[number] {
	return MARKS[series % MARKS.length] ?? 'disc';
}

export function colourName(series: number): string {
	return `--pvd-series-${COLOURS[series % COLOURS.length]}`;
}

export function drawMark(paint: CanvasRenderingContext2D, series: number, x: number, y: number, size: number): void {
	const half = size / 2;
	switch (markOf(series)) {
		case 'disc':
			paint.beginPath();
			paint.arc(x, y, half, 0, 2 * Math.PI);
			paint.fill();
			break;
		case 'ring':
			paint.beginPath();
			paint.arc(x, y, half, 0, 2 * Math.PI);
			paint.stroke();
			break;
		case 'square':
			paint.fillRect(x - half, y - half, size, size);
			break;
		case 'cross':
			paint.beginPath();
			paint.moveTo(x - half, y - half);
			paint.lineTo(x + half, y + half);
			paint.moveTo(x - half, y + half);
			paint.lineTo(x + half, y - half);
			paint.stroke();
			break;
	}
}

export function Sample({ series }: { series: number }) {
	const colour = `var(${colourName(series)})`;
	const drawn = {
		disc: <circle cx="8" cy="8" r="5" />,
		ring: <circle cx="8" cy="8" r="5" fill="none" />,
		square: <rect x="3" y="3" width="10" height="10" />,
		cross: <path d="M3 3L13 13M3 13L13 3" />,
	};
	return (
		<svg
			className="pvd-legend-swatch"
			viewBox="0 0 16 16"
			aria-hidden="true"
			fill={colour}
			stroke={colour}
			strokeWidth="2"
		>
			{drawn[markOf(series)]}
		</svg>
	);
}
