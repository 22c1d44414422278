import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { Checkbox } from '@codegouvfr/react-dsfr/Checkbox';
import { Select } from '@codegouvfr/react-dsfr/Select';
import type { Principal } from 'pvd/bus/v1/actor_pb.js';
import { PrincipalKind, PrincipalKindSchema, Role, RoleSchema } from 'pvd/bus/v1/actor_pb.js';
import { BusService } from 'pvd/bus/v1/bus_pb.js';
import { useNavigate } from 'react-router';
import { useLive } from '~/api/events';
import { useMay } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { enumChoices } from '~/form/Control';
import { address, PATHS } from '~/paths';
import { folded, instant } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { OnlyFor } from '~/ui/OnlyFor';
import { Page } from '~/ui/Page';
import { ScopeText } from '~/ui/ScopeText';
import { SearchInput } from '~/ui/SearchInput';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { useSorting } from '~/ui/useSorting';
import { enumWord } from '~/words';
import { PrincipalBadge, rolesText } from './PrincipalParts';
import { stateOf, usePrincipals } from './usePrincipals';
import './bus.css';

export default function PrincipalsPage() {
	return (
		<Page
			title="Acteurs"
			lead="Qui peut parler à l’instance : avec quels rôles, où ils valent, jusqu’à quand."
			above={[{ text: 'Services et trafic', href: PATHS.bus }]}
		>
			<OnlyFor method={BusService.method.listPrincipals}>
				<Directory />
			</OnlyFor>
		</Page>
	);
}

const COLUMNS: Column<Principal>[] = [
	{
		id: 'id',
		head: 'Identifiant',
		width: 'minmax(11rem, 1.5fr)',
		cell: ({ id }) => <a href={address('principal', { id })}>{id}</a>,
		sort: ({ id }) => id,
	},
	{
		id: 'nature',
		head: 'Nature',
		width: 'minmax(8rem, 1fr)',
		cell: ({ kind }) => enumWord(PrincipalKindSchema, kind),
		sort: ({ kind }) => enumWord(PrincipalKindSchema, kind),
	},
	{ id: 'roles', head: 'Rôles', width: 'minmax(9rem, 1fr)', cell: rolesText, sort: rolesText },
	{ id: 'ressort', head: 'Ressort', width: 'minmax(13rem, 2fr)', cell: ({ scope }) => <ScopeText scope={scope} /> },
	{
		id: 'jusqua',
		head: 'Valable jusqu’au',
		width: 'minmax(8rem, 1fr)',
		cell: ({ validUntil }) => (validUntil ? instant(validUntil) : 'sa révocation'),
		sort: ({ validUntil }) => validUntil?.seconds ?? BigInt(Number.MAX_SAFE_INTEGER),
	},
	{
		id: 'etat',
		head: 'État',
		width: '8rem',
		cell: (principal) => <PrincipalBadge principal={principal} />,
		sort: stateOf,
	},
];

function Directory() {
	useLive('bus');
	const principals = usePrincipals();
	const [sorting, setSorting] = useSorting('id');
	const filter = useFilter();
	return (
		<>
			<AddForm />
			<Filters {...filter} />
			<Answer
				of={principals}
				what="L’annuaire"
				isEmpty={(all) => !all.some(filter.fits)}
				empty="Aucun acteur ne répond à ces critères. Élargissez-les, ou cherchez aussi parmi les révoqués."
			>
				{(all) => (
					<LongTable
						caption="Annuaire des acteurs"
						columns={COLUMNS}
						rows={all.filter(filter.fits)}
						rowKey={({ id }) => id}
						sorting={sorting}
						onSort={setSorting}
						what={['acteur', 'acteurs']}
					/>
				)}
			</Answer>
		</>
	);
}

function AddForm() {
	const may = useMay();
	const navigate = useNavigate();
	if (!may(BusService.method.addPrincipal)) {
		return null;
	}
	return (
		<Accordion label="Ajouter un acteur" titleAs="h2" className="fr-mb-3w">
			<CommandForm
				method={BusService.method.addPrincipal}
				title="Ajout d’un acteur"
				form="acteur/nouveau"
				onDone={({ principal }) => principal && void navigate(address('principal', { id: principal.id }))}
			/>
		</Accordion>
	);
}

function useFilter() {
	const [text, setText] = useAddress('nom');
	const [kind, setKind] = useAddress('nature');
	const [role, setRole] = useAddress('role');
	const [revoked, setRevoked] = useAddress('revoques');
	const fits = (principal: Principal) =>
		(revoked !== '' || !principal.revoked) &&
		(kind === '' || PrincipalKind[principal.kind] === kind.replace('PRINCIPAL_KIND_', '')) &&
		(role === '' || principal.roles.some((one) => Role[one] === role.replace('ROLE_', ''))) &&
		folded(principal.id).includes(folded(text));
	return { text, setText, kind, setKind, role, setRole, revoked, setRevoked, fits };
}

function Filters({ text, setText, kind, setKind, role, setRole, revoked, setRevoked }: ReturnType<typeof useFilter>) {
	return (
		<search className="pvd-filters" aria-label="Critères">
			<SearchInput label="Identifiant" value={text} onType={setText} />
			<Select label="Nature" nativeSelectProps={{ value: kind, onChange: (event) => setKind(event.target.value) }}>
				<option value="">Toutes</option>
				{enumChoices(PrincipalKindSchema).map(({ value, text: word }) => (
					<option key={value} value={value}>
						{word}
					</option>
				))}
			</Select>
			<Select label="Rôle" nativeSelectProps={{ value: role, onChange: (event) => setRole(event.target.value) }}>
				<option value="">Tous</option>
				{enumChoices(RoleSchema).map(({ value, text: word }) => (
					<option key={value} value={value}>
						{word}
					</option>
				))}
			</Select>
			<Checkbox
				options={[
					{
						label: 'Aussi les révoqués',
						nativeInputProps: {
							checked: revoked !== '',
							onChange: (event) => setRevoked(event.target.checked ? 'oui' : ''),
						},
					},
				]}
			/>
		</search>
	);
}
