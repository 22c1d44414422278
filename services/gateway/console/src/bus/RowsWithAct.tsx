import type { DescMethod } from '@bufbuild/protobuf';
import { Button } from '@codegouvfr/react-dsfr/Button';
import type { ReactNode } from 'react';
import { useMay } from '~/api/session';
import { ShortTable } from '~/ui/ShortTable';
import { useAddress } from '~/ui/useAddress';

interface Props<Row> {
	caption: string;
	head: readonly string[];
	rows: readonly Row[];
	rowKey: (row: Row) => string;
	cells: (row: Row) => ReactNode[];
	act: DescMethod; // what may be done to one of them
	actWord: string; // "Fermer"
	actTitle: (row: Row) => string; // the same, of which one
	form: (row: Row) => ReactNode;
}

/* A table of which one row at a time can be acted on: the form stands below it, and which row it is of in the address. */
export function RowsWithAct<Row>({ caption, head, rows, rowKey, cells, act, actWord, actTitle, form }: Props<Row>) {
	const may = useMay();
	const [chosen, setChosen] = useAddress(act.localName);
	const isActing = may(act);
	const row = rows.find((one) => rowKey(one) === chosen);
	return (
		<>
			<ShortTable
				caption={caption}
				head={isActing ? [...head, 'Acte'] : head}
				rows={rows.map((one) => [
					...cells(one),
					...(isActing
						? [
								<Button size="small" priority="tertiary" title={actTitle(one)} onClick={() => setChosen(rowKey(one))}>
									{actWord}
								</Button>,
							]
						: []),
				])}
			/>
			{isActing && row && (
				<section aria-label={actTitle(row)} className="fr-mb-4w">
					<p className="fr-text--bold">{actTitle(row)}</p>
					{form(row)}
					<Button className="fr-mt-1w" size="small" priority="tertiary no outline" onClick={() => setChosen('')}>
						Renoncer
					</Button>
				</section>
			)}
		</>
	);
}
