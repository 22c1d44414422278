/* A table that is read whole. */
import type { ReactNode } from 'react';

interface Props {
	caption: string;
	head: readonly string[];
	rows: readonly (readonly ReactNode[])[];
	numbers?: readonly number[]; // columns of figures
	isCaptionHidden?: boolean;
}

export function ShortTable({ caption, head, rows, numbers = [], isCaptionHidden = false }: Props) {
	const classOf = (column: number) => (numbers.includes(column) ? 'pvd-number' : undefined);
	return (
		<div className={`fr-table fr-table--sm pvd-table${isCaptionHidden ? ' fr-table--no-caption' : ''}`}>
			<div className="fr-table__wrapper">
				<div className="fr-table__container">
					{/* A table wider than the screen scrolls, by the keyboard too. */}
					<div className="fr-table__content" tabIndex={0} role="region" aria-label={caption}>
						<table>
							<caption>{caption}</caption>
							<thead>
								<tr>
									{head.map((text, column) => (
										<th key={text} scope="col" className={classOf(column)}>
											{text}
										</th>
									))}
								</tr>
							</thead>
							<tbody>
								{rows.map((cells, n) => (
									<tr key={n}>
										{cells.map((cell, column) => (
											<td key={head[column]} className={classOf(column)}>
												{cell}
											</td>
										))}
									</tr>
								))}
							</tbody>
						</table>
					</div>
				</div>
			</div>
		</div>
	);
}
