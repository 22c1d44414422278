import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Button } from '@codegouvfr/react-dsfr/Button';
import { Upload as FileInput } from '@codegouvfr/react-dsfr/Upload';
import type { Document } from 'pvd/gateway/v1/document_pb.js';
import type { Audience, Phase } from '~/api/upload';
import { bytes } from '~/ui/format';
import { RefusalText } from '~/ui/states';
import { ACCEPTED } from './media';
import type { Going } from './useUploads';
import { useUploads } from './useUploads';
import './files.css';

interface Props {
	label?: string;
	audience?: Audience; // who else may read it
	onDone?: (document: Document) => void;
}

const HINT = `50 Mio au plus par fichier. Formats : ${ACCEPTED.join(', ')}. Le contenu doit être celui que dit le nom.`;

/* Leaves files at the gateway: by parts, with their progress, and on from where they stopped. */
export function Upload({ label = 'Déposer des fichiers', audience = {}, onDone }: Props) {
	const { going, stopped, add, stop, dismiss, abandon } = useUploads(onDone);
	return (
		<div className="pvd-upload">
			<FileInput
				label={label}
				hint={HINT}
				multiple
				nativeInputProps={{
					accept: ACCEPTED.join(','),
					onChange: (event) => {
						add([...(event.target.files ?? [])], audience);
						event.target.value = ''; // the same file can be chosen again
					},
				}}
			/>
			<ul className="pvd-upload-list" aria-label="Dépôts en cours">
				{going.map((one) => (
					<li key={one.id}>
						<GoingItem one={one} onStop={() => stop(one.id)} onDismiss={() => dismiss(one.id)} />
					</li>
				))}
				{stopped.map((one) => (
					<li key={one.upload}>
						<Alert
							severity="warning"
							title={`Dépôt interrompu : ${one.fileName}`}
							description={`${bytes(one.size)}. Choisissez de nouveau ce fichier, inchangé, pour reprendre où il s’est arrêté ; il est oublié après un jour.`}
						/>
						<Button
							size="small"
							priority="tertiary"
							className="fr-mt-1w"
							onClick={() => void abandon(one)}
							title={`Abandonner le dépôt de ${one.fileName}`}
						>
							Abandonner
						</Button>
					</li>
				))}
			</ul>
		</div>
	);
}

const PHASES: Record<Phase, string> = {
	digest: 'lecture',
	sending: 'envoi',
	waiting: 'la passerelle ne répond pas, nous réessayons',
	finishing: 'vérification par la passerelle',
};

function GoingItem({
	one: { file, progress, refusal, document },
	onStop,
	onDismiss,
}: {
	one: Going;
	onStop: () => void;
	onDismiss: () => void;
}) {
	if (refusal) {
		return (
			<Alert
				severity="error"
				title={`Refusé : ${file.name}`}
				description={<RefusalText refusal={refusal} />}
				closable
				onClose={onDismiss}
			/>
		);
	}
	if (document) {
		return (
			<Alert
				severity="success"
				small
				description={`Déposé : ${file.name} (${bytes(file.size)}).`}
				closable
				onClose={onDismiss}
			/>
		);
	}
	return (
		<>
			<p className="fr-mb-1v">
				{file.name} : {PHASES[progress.phase]}, {bytes(progress.sent)} sur {bytes(file.size)}
			</p>
			<progress
				className="pvd-upload-progress"
				max={file.size}
				value={progress.sent}
				aria-label={`Dépôt de ${file.name}`}
			/>
			<Button size="small" priority="tertiary" onClick={onStop} title={`Interrompre le dépôt de ${file.name}`}>
				Interrompre
			</Button>
		</>
	);
}
