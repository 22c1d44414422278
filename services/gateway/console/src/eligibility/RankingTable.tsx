import { Badge } from '@codegouvfr/react-dsfr/Badge';
import { Button } from '@codegouvfr/react-dsfr/Button';
import type { Override } from 'pvd/eligibility/v1/override_pb.js';
import type { Run } from 'pvd/eligibility/v1/run_pb.js';
import type { Score } from 'pvd/eligibility/v1/score_pb.js';
import { useMemo } from 'react';
import type { Inside } from '~/form/places';
import { useTerritoryOfCommunes } from '~/form/places';
import { count, folded, number, percent, points } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { TerritoryLink, useDepartementText } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import { SearchInput } from '~/ui/SearchInput';
import { Empty, Loading, Refused } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { useSorting } from '~/ui/useSorting';
import type { Choice } from './columns';
import { chosenColumns } from './columns';
import { scoreHref } from './links';
import { OverrideBadge } from './OverrideBadge';
import { useOverrides } from './overrides';
import type { Perimeter } from './perimeter';
import { rankIn } from './perimeter';
import { useCriterionWord } from './useCriterionWord';
import { useIndicators } from './useScore';
import { useScores } from './useScores';

interface Props {
	run: Run;
	perimeter: Perimeter;
	eligibleOnly: boolean;
	name: string; // of the perimeter
	isLatest: boolean;
	choice: Choice;
}

export function RankingTable({ run, perimeter, eligibleOnly, name, isLatest, choice }: Props) {
	const isNation = Object.values(perimeter).every((code) => code === '');
	const [loaded, setLoaded] = useAddress('charger', 'debut');
	const isWhole = !isNation || loaded === 'tout';
	const { list, scores } = useScores({ runId: run.id, perimeter, eligibleOnly, indicatorIds: choice.ids, isWhole });
	const [text, setText] = useAddress('nom');
	const [sorting, setSorting] = useSorting('rang');
	const columns = useColumns(perimeter, isLatest ? '' : run.id, choice);
	const found = useMemo(() => matching(scores, text), [scores, text]);
	const total = isNation ? (eligibleOnly ? run.eligibleCount : run.communeCount) : 0;

	if (scores.length === 0) {
		return list.error ? (
			<Refused error={list.error} retry={() => void list.refetch()} />
		) : list.isSuccess ? (
			<Empty>
				{eligibleOnly
					? 'Aucune commune éligible ici. Montrez aussi celles qui ne le sont pas pour lire pourquoi.'
					: 'Aucune commune ici.'}
			</Empty>
		) : (
			<Loading what="Le classement" />
		);
	}
	return (
		<>
			<SearchInput label="Chercher dans ce classement" hint="Un nom ou un code Insee." value={text} onType={setText} />
			<Progress loaded={scores.length} total={total} isMore={list.hasNextPage} isGoing={isWhole && !list.error} />
			{list.error && <Refused error={list.error} retry={() => void list.fetchNextPage()} />}
			<LongTable
				caption={`Communes classées : ${name}`}
				columns={columns}
				rows={found}
				rowKey={(score) => score.communeCode}
				sorting={sorting}
				onSort={setSorting}
				what={['commune', 'communes']}
			/>
			{!isWhole && list.hasNextPage && (
				<Button className="fr-mt-2w" priority="secondary" onClick={() => setLoaded('tout')}>
					Charger tout le classement
				</Button>
			)}
		</>
	);
}

/* What one searches or sorts is what is loaded: that has to be said. */
function Progress({
	loaded,
	total,
	isMore,
	isGoing,
}: {
	loaded: number;
	total: number;
	isMore: boolean;
	isGoing: boolean;
}) {
	if (!isMore) {
		return null;
	}
	const of = total > 0 ? ` sur ${number(total)}` : '';
	return (
		<div className="fr-mb-2w">
			<p className="fr-mb-0" role="status">
				{isGoing
					? `Chargement : ${count(loaded, 'commune')}${of}…`
					: `Les ${number(loaded)} premières communes${of} sont chargées : la recherche et le tri portent sur elles.`}
			</p>
			{isGoing && (
				<progress
					className="pvd-ranking-progress"
					aria-label="Chargement du classement"
					value={loaded}
					max={total || undefined}
				/>
			)}
		</div>
	);
}

function matching(scores: Score[], text: string): Score[] {
	const wanted = folded(text);
	if (wanted === '') {
		return scores;
	}
	return scores.filter(
		({ communeName, communeCode }) =>
			` ${folded(communeName)}`.includes(` ${wanted}`) || communeCode.toLowerCase().startsWith(wanted),
	);
}

/* Those without a rank come last. */
function rankKey(rank: number): number {
	return rank || Number.MAX_SAFE_INTEGER;
}

function useColumns(perimeter: Perimeter, runId: string, choice: Choice): Column<Score>[] {
	const departement = useDepartementText();
	const labelled = useTerritoryOfCommunes();
	const overrides = useOverrides(perimeter.departementCode);
	const indicators = useIndicators();
	return [
		{
			id: 'rang',
			head: 'Rang',
			cell: (score) => (score.eligible ? number(rankIn(perimeter, score)) : '–'),
			sort: (score) => rankKey(rankIn(perimeter, score)),
			isNumber: true,
			width: '5rem',
		},
		{
			id: 'commune',
			head: 'Commune',
			cell: (score) => (
				<>
					<RouteLink href={scoreHref(score.communeCode, runId)}>{score.communeName}</RouteLink>{' '}
					<span className="pvd-code">{score.communeCode}</span>
				</>
			),
			sort: (score) => score.communeName,
			width: 'minmax(12rem, 2fr)',
		},
		{
			id: 'departement',
			head: 'Département',
			cell: (score) => departement(score.departementCode),
			sort: (score) => score.departementCode,
			width: 'minmax(10rem, 1.5fr)',
		},
		{
			id: 'score',
			head: 'Score sur 100',
			cell: (score) => points(score.score),
			sort: (score) => score.score,
			isNumber: true,
			width: '8rem',
		},
		...chosenColumns(choice, indicators),
		...(overrides.size > 0 ? [overrideColumn(overrides)] : []),
		{
			id: 'completude',
			head: 'Données connues',
			cell: (score) => percent(score.completenessBp),
			sort: (score) => score.completenessBp,
			isNumber: true,
			width: '9rem',
		},
		{
			id: 'programme',
			head: 'Dans le programme',
			cell: ({ communeCode }) => <Labelled territory={labelled.get(communeCode)} />,
			sort: ({ communeCode }) => labelled.get(communeCode)?.name ?? '',
			width: 'minmax(12rem, 1.5fr)',
		},
		{
			id: 'eligible',
			head: 'Éligibilité',
			cell: (score) => <Eligible score={score} />,
			sort: (score) => score.failedCriterion,
			width: 'minmax(11rem, 1fr)',
		},
	];
}

/* The préfet's word, where there is one among those shown. */
function overrideColumn(overrides: ReadonlyMap<string, Override>): Column<Score> {
	return {
		id: 'prefet',
		head: 'Parole du préfet',
		cell: ({ communeCode }) => <OverrideBadge override={overrides.get(communeCode)} />,
		sort: ({ communeCode }) => overrides.get(communeCode)?.kind ?? 0,
		width: '10rem',
	};
}

function Labelled({ territory }: { territory: Inside | undefined }) {
	return territory ? <TerritoryLink {...territory} /> : '–';
}

function Eligible({ score }: { score: Score }) {
	const criterionWord = useCriterionWord();
	return score.eligible ? (
		<Badge small as="span" severity="success">
			Éligible
		</Badge>
	) : (
		<>
			<Badge small as="span" severity="warning">
				Non
			</Badge>{' '}
			{criterionWord(score.failedCriterion)}
		</>
	);
}
