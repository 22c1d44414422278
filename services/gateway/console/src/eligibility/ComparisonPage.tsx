import type { UseQueryResult } from '@tanstack/react-query';
import type { GetScoreResponse, Score } from 'pvd/eligibility/v1/score_pb.js';
import { PlaceKind } from 'pvd/registry/v1/place_pb.js';
import { useCommuneName, usePlaceSearch } from '~/form/places';
import { PATHS } from '~/paths';
import { Combobox } from '~/ui/Combobox';
import { Bars } from '~/ui/charts/Bars';
import { number, percent, points } from '~/ui/format';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import { ShortTable } from '~/ui/ShortTable';
import { Answer, Empty } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';
import { scoreHref } from './links';
import { lineKey } from './ScoreContributions';
import { useCriterionWord } from './useCriterionWord';
import { useScore } from './useScore';
import { signed, valueText } from './values';
import './eligibility.css';

export default function ComparisonPage() {
	const [a, setA] = useAddress('a');
	const [b, setB] = useAddress('b');
	const one = useScore(a);
	const other = useScore(b);
	return (
		<Page
			title="Comparer deux communes"
			above={[{ text: 'Classement', href: PATHS.eligibility }]}
			lead="Leurs scores côte à côte, par le dernier calcul, et ce qui les sépare indicateur par indicateur."
		>
			<div className="pvd-pair">
				<CommuneChoice id="a" label="Première commune" code={a} onChoose={setA} />
				<CommuneChoice id="b" label="Seconde commune" code={b} onChoose={setB} />
			</div>
			{a === '' || b === '' ? (
				<Empty>
					Choisissez deux communes : écrivez un nom ou un code Insee, puis choisissez parmi les propositions.
				</Empty>
			) : (
				<Both one={one} other={other} />
			)}
		</Page>
	);
}

function CommuneChoice({
	id,
	label,
	code,
	onChoose,
}: {
	id: string;
	label: string;
	code: string;
	onChoose: (code: string) => void;
}) {
	const name = useCommuneName(code);
	return (
		<Combobox
			id={id}
			label={label}
			text={name ? `${name} (${code})` : code}
			{...usePlaceSearch([PlaceKind.COMMUNE])}
			onChoose={({ value }) => onChoose(value)}
		/>
	);
}

type Asked = UseQueryResult<GetScoreResponse>;

function Both({ one, other }: { one: Asked; other: Asked }) {
	return (
		<Answer of={one} what="Le score de la première commune">
			{({ score: a }) => (
				<Answer of={other} what="Le score de la seconde commune">
					{({ score: b }) => a && b && <Compared a={a} b={b} />}
				</Answer>
			)}
		</Answer>
	);
}

/* Columns are told apart by name and code: several communes are called Saint-Denis. */
function headOf({ communeName, communeCode }: Score): string {
	return `${communeName} (${communeCode})`;
}

function Compared({ a, b }: { a: Score; b: Score }) {
	const difference = a.score - b.score;
	const criterionWord = useCriterionWord();
	return (
		<>
			<h2>Scores et rangs</h2>
			<ShortTable
				caption="Scores et rangs"
				isCaptionHidden
				head={['Mesure', headOf(a), headOf(b)]}
				numbers={[1, 2]}
				rows={standingRows(a, b, criterionWord)}
			/>
			<h2>Ce qui les sépare</h2>
			{a.communeCode === b.communeCode ? (
				<Empty>C’est deux fois la même commune : choisissez-en une autre.</Empty>
			) : (
				<Differences a={a} b={b} difference={difference} />
			)}
			<h2>Indicateur par indicateur</h2>
			<div className="pvd-told">
				<ShortTable
					caption="Indicateurs des deux communes"
					isCaptionHidden
					head={[
						'Indicateur',
						headOf(a),
						`Points de ${headOf(a)}`,
						headOf(b),
						`Points de ${headOf(b)}`,
						'Poids',
						'Écart',
					]}
					numbers={[2, 4, 5, 6]}
					rows={pairs(a, b).map(({ of, with: second }) => [
						of.title,
						valueText(of),
						points(of.points),
						valueText(second),
						points(second.points),
						points(of.weight),
						signed(of.points - second.points, points),
					])}
				/>
			</div>
			<p>
				Lire l’explication entière : <RouteLink href={scoreHref(a.communeCode)}>{headOf(a)}</RouteLink>,{' '}
				<RouteLink href={scoreHref(b.communeCode)}>{headOf(b)}</RouteLink>.
			</p>
		</>
	);
}

function Differences({ a, b, difference }: { a: Score; b: Score; difference: number }) {
	const ahead = difference >= 0 ? a : b;
	const summary =
		difference === 0
			? 'Elles ont le même score.'
			: `${ahead.communeName} a ${points(Math.abs(difference))} points de plus. À droite, ce qui avantage ${a.communeName} ; à gauche, ce qui avantage ${b.communeName}.`;
	return (
		<Bars
			title={`Écarts de points entre ${headOf(a)} et ${headOf(b)}`}
			summary={summary}
			head={['Indicateur', 'Écart']}
			bars={[
				...pairs(a, b).map(({ of, with: second }) => bar(lineKey(of), of.title, of.points - second.points)),
				{ ...bar('score', 'Score', difference), isMarked: true },
			]}
		/>
	);
}

function bar(id: string, label: string, value: number) {
	return { id, label, value, text: signed(value, points) };
}

/* Both are of one run, so of one grid: the same indicators in the same order. */
function pairs(a: Score, b: Score) {
	return a.contributions.flatMap((of, n) => {
		const second = b.contributions[n];
		return second ? [{ of, with: second }] : [];
	});
}

function standingRows(a: Score, b: Score, criterionWord: (id: string) => string): string[][] {
	const both = (term: string, of: (score: Score) => string) => [term, of(a), of(b)];
	const rank = (of: number, among: number) => (of === 0 ? '–' : `${number(of)} sur ${number(among)}`);
	return [
		both('Score sur 100', ({ score }) => points(score)),
		both('Éligible', ({ eligible, failedCriterion }) => (eligible ? 'oui' : `non, ${criterionWord(failedCriterion)}`)),
		both('Rang dans son département', (score) => rank(score.rankDepartement, score.countDepartement)),
		both('Rang dans sa région', (score) => rank(score.rankRegion, score.countRegion)),
		both('Rang en France', (score) => rank(score.rankNation, score.countNation)),
		both('Données connues', ({ completenessBp }) => percent(completenessBp)),
	];
}
