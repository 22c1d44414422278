/* A table of any length: only the rows that are seen are drawn, so that 35 000 of them scroll as 35 do. Columns sort by
 * their heads; rows are reached by the links in them, and the frame scrolls by the keyboard. */
import { useVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode } from 'react';
import { useMemo, useRef } from 'react';
import { compare, count } from './format';

export interface Column<Row> {
	id: string;
	head: string;
	cell: (row: Row) => ReactNode;
	sort?: (row: Row) => string | number | bigint; // by what it sorts; none: it does not
	isNumber?: boolean;
	width?: string; // of CSS's grid: "8rem", "2fr"; "1fr" by default
}

export interface Sorting {
	column: string;
	isDown: boolean;
}

interface Props<Row> {
	caption: string;
	columns: readonly Column<Row>[];
	rows: readonly Row[];
	rowKey: (row: Row) => string;
	sorting?: Sorting;
	onSort?: (sorting: Sorting) => void; // none: the order is the rows' own
	what?: [string, string]; // what a row is, for the count: ["commune", "communes"]
}

const ROW_HEIGHT = 48;
const DRAWN_BEYOND = 8;

function compareKeys(one: string | number | bigint, other: string | number | bigint): number {
	return typeof one === 'string' && typeof other === 'string'
		? compare(one, other)
		: one < other
			? -1
			: one > other
				? 1
				: 0;
}

export function LongTable<Row>({
	caption,
	columns,
	rows,
	rowKey,
	sorting,
	onSort,
	what = ['ligne', 'lignes'],
}: Props<Row>) {
	const frame = useRef<HTMLDivElement>(null);
	const sorted = useMemo(() => {
		const sort = columns.find((column) => column.id === sorting?.column)?.sort;
		const way = sorting?.isDown ? -1 : 1;
		return sort ? [...rows].sort((one, other) => way * compareKeys(sort(one), sort(other))) : rows;
	}, [rows, columns, sorting?.column, sorting?.isDown]);
	const virtual = useVirtualizer({
		count: sorted.length,
		getScrollElement: () => frame.current,
		estimateSize: () => ROW_HEIGHT,
		overscan: DRAWN_BEYOND,
	});
	const template = columns.map(({ width }) => width ?? 'minmax(6rem, 1fr)').join(' ');
	return (
		<>
			<p className="fr-text--sm fr-mb-1w" role="status">
				{count(rows.length, ...what)}
			</p>
			<div className="pvd-long-table" ref={frame} tabIndex={0} role="region" aria-label={caption}>
				<div role="table" aria-label={caption} aria-rowcount={sorted.length + 1} className="pvd-grid">
					<div role="rowgroup" className="pvd-grid-head">
						<div role="row" aria-rowindex={1} className="pvd-grid-row" style={{ gridTemplateColumns: template }}>
							{columns.map((column) => (
								<Head key={column.id} column={column} sorting={sorting} onSort={onSort} />
							))}
						</div>
					</div>
					<div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
						{virtual.getVirtualItems().map((item) => {
							const row = sorted[item.index] as Row;
							return (
								<div
									key={rowKey(row)}
									role="row"
									aria-rowindex={item.index + 2}
									data-index={item.index}
									ref={virtual.measureElement}
									className="pvd-grid-row"
									style={{
										gridTemplateColumns: template,
										position: 'absolute',
										insetInline: 0,
										transform: `translateY(${item.start}px)`,
									}}
								>
									{columns.map((column) => (
										<div key={column.id} role="cell" className={column.isNumber ? 'pvd-number' : undefined}>
											{column.cell(row)}
										</div>
									))}
								</div>
							);
						})}
					</div>
				</div>
			</div>
		</>
	);
}

function Head<Row>({
	column,
	sorting,
	onSort,
}: {
	column: Column<Row>;
	sorting: Sorting | undefined;
	onSort: ((sorting: Sorting) => void) | undefined;
}) {
	const isOn = sorting?.column === column.id;
	const className = column.isNumber ? 'pvd-number' : undefined;
	if (!column.sort || !onSort) {
		return (
			<div role="columnheader" className={className}>
				{column.head}
			</div>
		);
	}
	return (
		<div
			role="columnheader"
			className={className}
			aria-sort={isOn ? (sorting.isDown ? 'descending' : 'ascending') : 'none'}
		>
			<button type="button" onClick={() => onSort({ column: column.id, isDown: isOn && !sorting.isDown })}>
				{column.head}
				<span aria-hidden="true">{isOn ? (sorting.isDown ? ' ↓' : ' ↑') : ''}</span>
			</button>
		</div>
	);
}
