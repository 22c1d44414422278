import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import { useEffect, useRef, useState } from 'react';
import { useArrival } from '~/ui/useArrival';
import { useParameters } from '~/ui/useParameters';
import type { Trial } from './trial';
import { readTrial, writeTrial } from './trial';

const WAIT_MS = 300; // browsers let an address change some times a second, hands are faster

/* What is tried: in the page while it moves, and in its address once it rests. */
export function useTrial(grid: Grid): [Trial, (trial: Trial) => void] {
	const [parameters, change] = useParameters();
	const [trial, setTrial] = useState(() => readTrial(parameters, grid));
	const timer = useRef(0);
	useArrival(parameters, () => {
		window.clearTimeout(timer.current);
		setTrial(readTrial(parameters, grid));
	});
	useEffect(() => () => window.clearTimeout(timer.current), []);

	const move = (next: Trial) => {
		setTrial(next);
		window.clearTimeout(timer.current);
		timer.current = window.setTimeout(() => change((now) => writeTrial(next, grid, now), true), WAIT_MS);
	};
	return [trial, move];
}
