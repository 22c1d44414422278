import { ClubService } from 'pvd/club/v1/club_pb.js';
import type { Member } from 'pvd/club/v1/member_pb.js';
import { DigestPeriodSchema, TopicSchema } from 'pvd/club/v1/member_pb.js';
import { useMemo } from 'react';
import { useLive } from '~/api/events';
import { useRows } from '~/api/queries';
import { PATHS } from '~/paths';
import { CsvLink } from '~/ui/CsvLink';
import { day } from '~/ui/format';
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

const { listMembers } = ClubService.method;

export default function MembersPage() {
	return (
		<Page
			title="Membres du Club"
			above={[{ text: 'Notifications du Club', href: PATHS.club }]}
			lead="Qui veut savoir quoi. Rien de personnel n’est gardé : un membre est un identifiant de l’instance et ses choix."
		>
			<OnlyFor method={listMembers}>
				<Members />
			</OnlyFor>
		</Page>
	);
}

function Members() {
	const members = useRows(listMembers, {}, (page) => page.members);
	const [text, setText] = useAddress('nom');
	const [sorting, setSorting] = useSorting('membre');
	useLive('club');
	const found = useMemo(
		() => (members.data ?? []).filter(({ id }) => id.includes(text.trim().toLowerCase())),
		[members.data, text],
	);
	return (
		<Answer
			of={members}
			what="Les membres"
			isEmpty={(rows) => rows.length === 0}
			empty="Le Club n’a encore aucun membre. On y entre par la page « Préférences »."
		>
			{() => (
				<>
					<SearchInput label="Chercher un membre" hint="Une partie de son identifiant." value={text} onType={setText} />
					<LongTable
						caption="Membres du Club"
						columns={COLUMNS}
						rows={found}
						rowKey={({ id }) => id}
						sorting={sorting}
						onSort={setSorting}
						what={['membre', 'membres']}
					/>
					<p className="fr-mt-2w">
						<CsvLink method={listMembers} request={{}}>
							Télécharger les membres (CSV)
						</CsvLink>
					</p>
				</>
			)}
		</Answer>
	);
}

const COLUMNS: Column<Member>[] = [
	{ id: 'membre', head: 'Membre', cell: ({ id }) => id, sort: ({ id }) => id, width: 'minmax(12rem, 1fr)' },
	{
		id: 'departements',
		head: 'Départements',
		cell: ({ departementCodes }) => departementCodes.join(', ') || 'tous',
		sort: ({ departementCodes }) => departementCodes.join(','),
		width: 'minmax(8rem, 1fr)',
	},
	{
		id: 'sujets',
		head: 'Sujets',
		cell: ({ topics }) => topics.map((topic) => enumWord(TopicSchema, topic)).join(' ; ') || 'tous',
		width: 'minmax(14rem, 2fr)',
	},
	{
		id: 'resume',
		head: 'Résumé',
		cell: ({ digest }) => enumWord(DigestPeriodSchema, digest),
		sort: ({ digest }) => digest,
		width: '8rem',
	},
	{ id: 'ressort', head: 'Ressort', cell: ({ scope }) => <ScopeText scope={scope} />, width: 'minmax(10rem, 1fr)' },
	{
		id: 'entree',
		head: 'Membre depuis',
		cell: ({ joinedAt }) => day(joinedAt),
		sort: ({ joinedAt }) => joinedAt?.seconds ?? 0n,
		width: '11rem',
	},
];
