/* What happened, oldest first; what is awaited comes last, and is not filled. */
import type { ReactNode } from 'react';
import './timeline.css';

export interface Moment {
	key: string;
	when: string; // as it is read: "12 octobre 2021"; '': not known
	title: ReactNode;
	text?: ReactNode;
	isAwaited?: boolean;
}

export function Timeline({ label, moments }: { label: string; moments: readonly Moment[] }) {
	return (
		<ol className="pvd-timeline" aria-label={label}>
			{moments.map(({ key, when, title, text, isAwaited = false }) => (
				<li key={key} className={isAwaited ? 'pvd-moment pvd-moment-awaited' : 'pvd-moment'}>
					{when !== '' && <p className="pvd-moment-when">{when}</p>}
					<p className="pvd-moment-title">{title}</p>
					{text && <div className="pvd-moment-text">{text}</div>}
				</li>
			))}
		</ol>
	);
}
