import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import type { Document } from 'pvd/gateway/v1/document_pb.js';
import { BeginUploadRequestSchema } from 'pvd/gateway/v1/document_pb.js';
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import { useState } from 'react';
import { useRows } from '~/api/queries';
import { PrincipalName } from '~/bus/PrincipalParts';
import { FormFields } from '~/form/FormFields';
import type { Values } from '~/form/values';
import { emptyValues, requestOf } from '~/form/values';
import { bytes, folded, instant } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { CollectiviteLink, useDepartementText } from '~/ui/PlaceLinks';
import { Answer } from '~/ui/states';
import { useSorting } from '~/ui/useSorting';
import { mediaWord } from './media';
import { Upload } from './Upload';

const AUDIENCE = ['departement_codes', 'collectivite_codes', 'partner_ids'];
const FIELDS = BeginUploadRequestSchema.fields.filter(({ name }) => AUDIENCE.includes(name));

/* Who leaves a document says first who else is to read it: that does not change afterwards. */
export function Leave() {
	const [values, setValues] = useState<Values>(() => emptyValues(BeginUploadRequestSchema));
	const { request, faults } = requestOf(BeginUploadRequestSchema, values);
	const { departementCodes = [], collectiviteCodes = [], partnerIds = [] } = request ?? {};
	return (
		<>
			<Accordion label="Qui d’autre pourra lire ces documents" titleAs="h3" className="fr-mb-2w">
				<p>
					Vous, et ceux dont la mission est nationale, les lisez toujours. Ajoutez ceux à qui ils s’adressent avant de
					choisir les fichiers.
				</p>
				<FormFields fields={FIELDS} values={values} path={[]} faults={faults} onChange={setValues} context={values} />
			</Accordion>
			<Upload audience={{ departementCodes, collectiviteCodes, partnerIds }} />
		</>
	);
}

const COLUMNS: Column<Document>[] = [
	{
		id: 'nom',
		head: 'Document',
		width: 'minmax(14rem, 2fr)',
		cell: ({ id, fileName }) => (
			<a href={`/api/documents/${id}`} download>
				{fileName}
			</a>
		),
		sort: ({ fileName }) => folded(fileName),
	},
	{
		id: 'format',
		head: 'Format',
		width: '5rem',
		cell: ({ mediaType }) => mediaWord(mediaType),
		sort: ({ mediaType }) => mediaWord(mediaType),
	},
	{
		id: 'taille',
		head: 'Taille',
		width: '6rem',
		isNumber: true,
		cell: ({ sizeBytes }) => bytes(sizeBytes),
		sort: ({ sizeBytes }) => sizeBytes,
	},
	{
		id: 'par',
		head: 'Déposé par',
		width: 'minmax(9rem, 1fr)',
		cell: ({ ownerId }) => <PrincipalName id={ownerId} />,
		sort: ({ ownerId }) => ownerId,
	},
	{
		id: 'le',
		head: 'Le',
		width: 'minmax(9rem, 1fr)',
		cell: ({ leftAt }) => instant(leftAt),
		sort: ({ leftAt }) => leftAt?.seconds ?? 0n,
	},
	{ id: 'pour', head: 'Lu aussi par', width: 'minmax(12rem, 2fr)', cell: (document) => <Readers of={document} /> },
];

function Readers({ of: { departementCodes, collectiviteCodes, partnerIds } }: { of: Document }) {
	const names = departementCodes.map(useDepartementText());
	if (names.length + collectiviteCodes.length + partnerIds.length === 0) {
		return <>–</>;
	}
	return (
		<span>
			{[...names, ...partnerIds].join(', ')}
			{collectiviteCodes.map((code) => (
				<span key={code}>
					{' '}
					<CollectiviteLink code={code} />
				</span>
			))}
		</span>
	);
}

export function Documents() {
	const documents = useRows(GatewayService.method.listDocuments, {}, (page) => page.documents);
	const [sorting, setSorting] = useSorting('-le');
	return (
		<Answer
			of={documents}
			what="Les documents"
			isEmpty={(all) => all.length === 0}
			empty="Aucun document : ceux que vous déposerez, ou que d’autres déposeront pour votre ressort, seront ici."
		>
			{(all) => (
				<LongTable
					caption="Documents"
					columns={COLUMNS}
					rows={all}
					rowKey={({ id }) => id}
					sorting={sorting}
					onSort={setSorting}
					what={['document', 'documents']}
				/>
			)}
		</Answer>
	);
}
