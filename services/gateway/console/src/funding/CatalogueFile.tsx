/* A whole catalogue from a file, as deploy/catalogue holds them: what it would change, then the act. */

import type { JsonObject } from '@bufbuild/protobuf';
import { fromJsonString, toJson } from '@bufbuild/protobuf';
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Badge } from '@codegouvfr/react-dsfr/Badge';
import { Upload } from '@codegouvfr/react-dsfr/Upload';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import type { AdoptCatalogueRequest, Measure } from 'pvd/funding/v1/measure_pb.js';
import { AdoptCatalogueRequestSchema } from 'pvd/funding/v1/measure_pb.js';
import { useState } from 'react';
import { policyOf } from '~/api/methods';
import { CommandForm } from '~/form/CommandForm';
import { valuesOf } from '~/form/values';
import { bytes, count } from '~/ui/format';
import { ShortTable } from '~/ui/ShortTable';
import { Prose } from './Prose';
import { differences, isSameVersion, sameWords } from './wording';

interface Read {
	name: string;
	request?: AdoptCatalogueRequest;
	fault?: string;
}

const { maxRequestBytes } = policyOf(FundingService.method.adoptCatalogue);

async function readCatalogue(file: File): Promise<Read> {
	const { name } = file;
	if (file.size > maxRequestBytes) {
		return {
			name,
			fault: `Ce fichier fait ${bytes(file.size)} ; un catalogue en fait au plus ${bytes(maxRequestBytes)}.`,
		};
	}
	try {
		return { name, request: fromJsonString(AdoptCatalogueRequestSchema, await file.text()) };
	} catch (error) {
		return { name, fault: `Ce fichier n’est pas un catalogue de mesures : ${(error as Error).message}` };
	}
}

export function CatalogueFile({ measures }: { measures: readonly Measure[] }) {
	const [read, setRead] = useState<Read>();
	return (
		<>
			<Upload
				label="Catalogue"
				hint={`Un fichier JSON : {"measures": […]}, comme ceux de deploy/catalogue. ${bytes(maxRequestBytes)} au plus.`}
				state={read?.fault ? 'error' : 'default'}
				stateRelatedMessage={read?.fault}
				nativeInputProps={{
					accept: '.json,application/json',
					onChange: (event) => {
						const file = event.target.files?.[0];
						void (file ? readCatalogue(file).then(setRead) : setRead(undefined));
					},
				}}
			/>
			{read?.request && <Preview key={read.name} name={read.name} request={read.request} measures={measures} />}
		</>
	);
}

type Change = 'new' | 'wording' | 'same' | 'taken';

const CHANGES: Record<Change, { text: string; severity: 'new' | 'info' | 'error' | undefined }> = {
	new: { text: 'Nouvelle mesure', severity: 'new' },
	wording: { text: 'Nouvelle rédaction', severity: 'info' },
	same: { text: 'Inchangée', severity: undefined },
	taken: { text: 'Version déjà prise', severity: 'error' },
};

function changeOf(measure: Measure, known: Measure | undefined): Change {
	if (!known) {
		return 'new';
	}
	if (sameWords(known, measure)) {
		return 'same';
	}
	return isSameVersion(known, measure) ? 'taken' : 'wording';
}

function detailOf(measure: Measure, known: Measure | undefined): string {
	if (!known || sameWords(known, measure)) {
		return '';
	}
	return differences(known, measure)
		.map(({ term, one, other }) => `${term} : « ${one} » devient « ${other} ».`)
		.join(' ');
}

function Preview({
	name,
	request,
	measures,
}: {
	name: string;
	request: AdoptCatalogueRequest;
	measures: readonly Measure[];
}) {
	const rows = request.measures.map((measure) => {
		const known = measures.find(({ id }) => id === measure.id);
		return { measure, known, change: changeOf(measure, known) };
	});
	const changed = rows.filter(({ change }) => change !== 'same').length;
	const given = valuesOf(AdoptCatalogueRequestSchema, toJson(AdoptCatalogueRequestSchema, request) as JsonObject);
	return (
		<div className="fr-mt-3w">
			<ShortTable
				caption={`Ce que « ${name} » changerait`}
				head={['Effet', 'Mesure', 'Version', 'En vigueur', 'Différences']}
				rows={rows.map(({ measure, known, change }) => [
					<Badge key="effect" noIcon small severity={CHANGES[change].severity}>
						{CHANGES[change].text}
					</Badge>,
					`${measure.title} (${measure.id})`,
					measure.version,
					known?.version ?? '–',
					<Prose key="detail" text={detailOf(measure, known)} />,
				])}
			/>
			{rows.some(({ change }) => change === 'taken') && (
				<Alert
					severity="warning"
					small
					description="Une version est déjà prise par un autre texte : le service refusera tout le fichier. Donnez une autre version à cette rédaction."
				/>
			)}
			{changed === 0 ? (
				<p role="status">Tout ce que dit ce fichier est en vigueur.</p>
			) : (
				<CommandForm
					method={FundingService.method.adoptCatalogue}
					title={`Catalogue « ${name} »`}
					form={`catalogue/${name}`}
					given={given}
					submit={`Mettre en vigueur : ${count(changed, 'changement')}`}
				/>
			)}
		</div>
	);
}
