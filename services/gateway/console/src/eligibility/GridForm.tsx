import type { JsonObject } from '@bufbuild/protobuf';
import { fromJson, toJson } from '@bufbuild/protobuf';
import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { Select } from '@codegouvfr/react-dsfr/Select';
import { Upload } from '@codegouvfr/react-dsfr/Upload';
import { EligibilityService } from 'pvd/eligibility/v1/eligibility_pb.js';
import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import { AdoptGridRequestSchema, GridSchema } from 'pvd/eligibility/v1/grid_pb.js';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { CommandForm } from '~/form/CommandForm';
import type { Values } from '~/form/values';
import { valuesOf } from '~/form/values';
import { address } from '~/paths';
import { useAddress } from '~/ui/useAddress';

/* What the form begins with, and the name of its draft: one for each model, so that none overwrites another. */
interface Model {
	name: string;
	values: Values;
}

const BLANK: Model = { name: 'vide', values: {} };

/* A grid begins as another one, which is a new version then, or as a file. */
export function GridForm({ grids }: { grids: readonly Grid[] }) {
	const [version, setVersion] = useAddress('modele');
	const [file, setFile] = useState<Model>();
	const navigate = useNavigate();
	const copied = grids.find((grid) => grid.version === version);
	const model = file ?? (copied ? modelOf(copied) : BLANK);
	return (
		<Accordion label="Adopter une grille" titleAs="h3" defaultExpanded={version !== ''}>
			<p>Elle vaudra pour les calculs à partir de maintenant ; les calculs faits gardent la leur.</p>
			<Select
				label="Partir d’une grille"
				hint="Ses indicateurs et ses textes sont repris ; donnez-lui une nouvelle version."
				nativeSelectProps={{
					value: file ? '' : version,
					onChange: (event) => {
						setFile(undefined);
						setVersion(event.target.value);
					},
				}}
			>
				<option value="">{file ? `Le fichier ${file.name}` : 'Aucune : formulaire vide'}</option>
				{grids.map((grid) => (
					<option key={grid.version} value={grid.version}>
						{grid.version} : {grid.title}
					</option>
				))}
			</Select>
			<FileModel onModel={setFile} />
			<CommandForm
				key={model.name}
				method={EligibilityService.method.adoptGrid}
				title="Adoption d’une grille"
				form={`grille/${model.name}`}
				initial={model.values}
				onDone={({ grid }) => grid && void navigate(address('grid', { version: grid.version }))}
			/>
		</Accordion>
	);
}

function modelOf(grid: Grid): Model {
	const json = { ...(toJson(GridSchema, grid) as JsonObject), version: '' };
	return { name: grid.version, values: { grid: valuesOf(GridSchema, json) } };
}

/* What a file says that no grid has is left out; what a grid has and the file does not is asked for by the form. */
function gridValues(text: string): Values {
	const { grid } = fromJson(AdoptGridRequestSchema, JSON.parse(text) as JsonObject, { ignoreUnknownFields: true });
	if (!grid) {
		throw new TypeError('no grid');
	}
	return valuesOf(GridSchema, toJson(GridSchema, grid) as JsonObject);
}

function FileModel({ onModel }: { onModel: (model: Model) => void }) {
	const [fault, setFault] = useState('');
	const read = async (file: File) => {
		try {
			onModel({ name: file.name, values: { grid: gridValues(await file.text()) } });
			setFault('');
		} catch (error) {
			const what =
				error instanceof SyntaxError
					? 'ce n’est pas du JSON'
					: 'il n’a pas la forme {"grid": {…}} que prend AdoptGrid, ou un champ n’est pas de son type';
			setFault(`« ${file.name} » n’est pas une grille : ${what}. Corrigez-le, ou remplissez le formulaire.`);
		}
	};
	return (
		<Upload
			className="fr-mb-4w"
			label="Ou remplir depuis un fichier"
			hint="JSON, comme le prend AdoptGrid. Il remplit le formulaire ; rien n’est envoyé avant que vous adoptiez la grille."
			state={fault === '' ? 'default' : 'error'}
			stateRelatedMessage={fault}
			nativeInputProps={{
				accept: '.json,application/json',
				onChange: (event) => {
					const [file] = event.target.files ?? [];
					if (file) {
						void read(file);
					}
				},
			}}
		/>
	);
}
