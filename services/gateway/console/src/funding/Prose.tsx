/* Sentences in the cell of a table, whose cells otherwise keep to one line. */
export function Prose({ text }: { text: string }) {
	return <span className="pvd-cell-text">{text || '–'}</span>;
}
