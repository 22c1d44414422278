import { points } from '~/ui/format';
import './scores.css';

/* A score drawn and said. */
export function ScoreBar({ score }: { score: number }) {
	return (
		<span className="pvd-score-line">
			<svg className="pvd-score-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
				<rect width="100" height="12" />
				<rect width={score} height="12" />
			</svg>
			{points(score)}
		</span>
	);
}
