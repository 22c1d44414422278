import type { Source } from './outlines';

/* Whose outlines a map shows: their licences ask for it. */
export function Credit({ sources }: { sources: readonly Source[] }) {
	return (
		<p className="fr-text--xs fr-mb-0">
			Contours :{' '}
			{sources.map(({ text, href }, n) => (
				<span key={text}>
					{n > 0 && ' ; '}
					{href ? <a href={href}>{text}</a> : text}
				</span>
			))}
			.
		</p>
	);
}
