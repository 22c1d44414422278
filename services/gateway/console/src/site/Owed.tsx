import type { ReactNode } from 'react';

/* What only the operator knows: as it is said, or that it is not. */
export function Owed({ children }: { children: ReactNode }) {
	return children ? children : <em>non renseigné par l’exploitant</em>;
}

/* An e-mail address or a page. */
export function Reach({ at }: { at: string | undefined }) {
	if (!at) {
		return <Owed>{null}</Owed>;
	}
	return <a href={at.includes('://') ? at : `mailto:${at}`}>{at}</a>;
}

export function Phone({ number }: { number: string | undefined }) {
	return <Owed>{number && <a href={`tel:${number.replace(/[^+\d]/g, '')}`}>{number}</a>}</Owed>;
}

/* A text with its own lines. */
export function Lines({ text }: { text: string | undefined }) {
	return <Owed>{text && <span className="pvd-text">{text}</span>}</Owed>;
}
