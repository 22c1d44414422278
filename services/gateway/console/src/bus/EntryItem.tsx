import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import type { EntryHeader } from 'pvd/bus/v1/journal_pb.js';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Entry } from '~/api/events';
import { address, PATHS } from '~/paths';
import { instantSeconds, number } from '~/ui/format';
import { CollectiviteLink, TerritoryLink, useDepartementText } from '~/ui/PlaceLinks';
import { eventWord } from '~/words';
import { PrincipalName } from './PrincipalParts';
import { processWord } from './services';

/* One entry of a journal: what has happened, when, by whom, to what; and the whole of it for who wants it. */
export function EntryItem({ entry }: { entry: Entry }) {
	const { header, event } = entry;
	const [isOpen, setIsOpen] = useState(false);
	const subjects = subjectsOf(header.type, event);
	return (
		<li className="pvd-entry">
			<p className="pvd-entry-head">
				<span className="pvd-entry-sequence">{number(header.sequence)}</span>
				<strong>{eventWord(header.type)}</strong>
				<span>{instantSeconds(header.instant)}</span>
			</p>
			<p className="fr-text--sm fr-mb-1v">
				<Author header={header} /> <Cause header={header} />
			</p>
			{(subjects.length > 0 || header.departements.length > 0) && (
				<ul className="pvd-entry-subjects">
					{subjects.map((subject, n) => (
						<li key={n}>{subject}</li>
					))}
					{header.departements.map((code) => (
						<li key={code}>
							<Audience code={code} />
						</li>
					))}
				</ul>
			)}
			<details onToggle={(toggled) => setIsOpen(toggled.currentTarget.open)}>
				<summary className="fr-text--sm fr-mb-0">Contenu de l’entrée {number(header.sequence)}</summary>
				{isOpen && (
					<pre
						className="pvd-entry-json"
						tabIndex={0}
						role="region"
						aria-label={`Contenu de l’entrée ${number(header.sequence)}`}
					>
						{header.type}
						{'\n'}
						{JSON.stringify(event, null, 2)}
					</pre>
				)}
			</details>
		</li>
	);
}

const INSTANCE = 'instance'; // of entries that concern no place (AUDIENCE_INSTANCE of services)

function Audience({ code }: { code: string }) {
	const text = useDepartementText();
	if (code === INSTANCE) {
		return <>Réservée à ceux dont le ressort est national</>;
	}
	return <>{text(code)}</>;
}

function Author({ header: { actor, assertedBy } }: { header: EntryHeader }) {
	if (actor === '') {
		return <>Le service lui-même</>;
	}
	return (
		<>
			Par <PrincipalName id={actor} />
			{assertedBy !== '' && assertedBy !== actor && `, au travers de ${processWord(assertedBy)}`}
		</>
	);
}

function Cause({ header: { cause } }: { header: EntryHeader }) {
	if (cause.case === 'source') {
		const { service, sequence } = cause.value;
		return (
			<>
				à la suite de l’entrée {number(sequence)} de{' '}
				<a href={address('journal', { service })}>{processWord(service)}</a>
			</>
		);
	}
	return cause.case === 'due' ? <>à l’échéance du {instantSeconds(cause.value)}</> : null;
}

/* ---- What an event is about: ids by the names that the contract gives them */

const PAGES: Record<string, (id: string) => ReactNode> = {
	candidacyId: (id) => <a href={address('candidacy', { id })}>Candidature {id}</a>,
	selectionId: (id) => <a href={address('selection', { id })}>Sélection {id}</a>,
	territoryId: (id) => <TerritoryLink id={id} />,
	applicationId: (id) => <a href={address('application', { id })}>Demande {id}</a>,
	measureId: (id) => <a href={address('measure', { id })}>Mesure {id}</a>,
	gridVersion: (version) => <a href={address('grid', { version })}>Grille {version}</a>,
	communeCode: (code) => <CollectiviteLink code={code} />,
	epciSiren: (siren) => <CollectiviteLink code={siren} />,
	beneficiaryCode: (code) => <CollectiviteLink code={code} />,
	principalId: (id) => <PrincipalName id={id} />,
	exportId: () => <a href={PATHS.files}>Mes fichiers</a>,
};

/* "pvd.registry.v1.CandidacySubmitted" holds its ids itself, "pvd.bus.v1.PrincipalAdded" in what was added. */
function subjectsOf(type: string, event: JsonValue): ReactNode[] {
	if (!isObject(event)) {
		return [];
	}
	const inner = Object.entries(event).flatMap(([name, value]) =>
		isObject(value) ? subjectsIn(value, `${name}Id`) : [],
	);
	const own = subjectsIn(event, type.startsWith('pvd.bus.') ? 'principalId' : '');
	return [...own, ...inner];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/* `idName`: what its plain "id" is of. */
function subjectsIn(object: JsonObject, idName: string): ReactNode[] {
	return Object.entries(object).flatMap(([name, value]) => {
		const page = PAGES[name === 'id' ? idName : name];
		return page && typeof value === 'string' && value !== '' ? [page(value)] : [];
	});
}
