/* The committee's order: who is in, and before whom, by buttons that the keyboard reaches; each move is said. */
import { Button } from '@codegouvfr/react-dsfr/Button';
import type { Candidacy } from 'pvd/registry/v1/candidacy_pb.js';
import { useRef, useState } from 'react';
import { address } from '~/paths';
import { count, ordinal } from '~/ui/format';
import { Departements } from '~/ui/PlaceLinks';
import { RouteLink } from '~/ui/RouteLink';
import { Empty } from '~/ui/states';
import { OpinionBadge } from './CandidacyBadge';
import { titleOf } from './candidacy';
import './candidacies.css';

interface Props {
	candidacies: readonly Candidacy[];
	order: readonly string[];
	onChange: (order: string[]) => void;
}

/* As préfets have ranked them: their opinion first, then their rank, unranked ones last. */
function byOpinion(one: Candidacy, other: Candidacy): number {
	const key = ({ opinion }: Candidacy) => (opinion?.kind ?? 0) * 10_000 + (opinion?.rank || 9_999);
	return key(one) - key(other);
}

function moved(order: readonly string[], from: number, to: number): string[] {
	const next = [...order];
	const [id] = next.splice(from, 1);
	next.splice(to, 0, ...(id === undefined ? [] : [id]));
	return next;
}

export function Order({ candidacies, order, onChange }: Props) {
	const [said, setSaid] = useState('');
	const list = useRef<HTMLOListElement>(null);
	const byId = new Map(candidacies.map((candidacy) => [candidacy.id, candidacy]));
	const ranked = order.flatMap((id) => byId.get(id) ?? []);
	const rest = candidacies.filter(({ id }) => !order.includes(id)).sort(byOpinion);
	const nameOf = (id: string | undefined) => {
		const found = byId.get(id ?? '');
		return found ? titleOf(found) : '';
	};

	/* A button that moves with its line loses the focus in some browsers: it is given back. */
	const move = (from: number, to: number) => {
		const id = order[from];
		onChange(moved(order, from, to));
		setSaid(`${nameOf(id)} : ${ordinal(to + 1)} sur ${order.length}.`);
		const way = to < from ? 'monter' : 'descendre';
		requestAnimationFrame(() => {
			const buttons = list.current?.querySelectorAll<HTMLButtonElement>(`[data-id="${id}"] button`) ?? [];
			const wanted = [...buttons].find((button) => button.dataset.way === way && !button.disabled);
			(wanted ?? [...buttons].find((button) => !button.disabled))?.focus();
		});
	};
	const add = (ids: string[]) => {
		onChange([...order, ...ids]);
		setSaid(`${count(ids.length, 'candidature ajoutée', 'candidatures ajoutées')} à la fin de l’ordre.`);
	};
	const remove = (id: string) => {
		onChange(order.filter((other) => other !== id));
		setSaid(`${nameOf(id)} : retirée de l’ordre.`);
	};

	return (
		<>
			<h2 className="fr-h4">Ordre du comité ({count(ranked.length, 'candidature')})</h2>
			<p className="fr-sr-only" role="status">
				{said}
			</p>
			{ranked.length === 0 && <Empty>Aucune candidature choisie. Ajoutez-en ci-dessous, dans l’ordre du comité.</Empty>}
			<ol className="pvd-order" ref={list}>
				{ranked.map((candidacy, n) => (
					<li key={candidacy.id} className="pvd-order-line" data-id={candidacy.id}>
						<span className="pvd-order-rank">{ordinal(n + 1)}</span>
						<Named candidacy={candidacy} />
						<Move way="monter" name={titleOf(candidacy)} disabled={n === 0} onClick={() => move(n, n - 1)} />
						<Move
							way="descendre"
							name={titleOf(candidacy)}
							disabled={n === ranked.length - 1}
							onClick={() => move(n, n + 1)}
						/>
						<Button
							type="button"
							size="small"
							priority="tertiary"
							iconId="fr-icon-close-line"
							title={`Retirer ${titleOf(candidacy)}`}
							onClick={() => remove(candidacy.id)}
						/>
					</li>
				))}
			</ol>
			<h2 className="fr-h4">Candidatures qui peuvent être proposées ({rest.length})</h2>
			{rest.length === 0 && <Empty>Toutes sont dans l’ordre.</Empty>}
			<ul className="pvd-order">
				{rest.map((candidacy) => (
					<li key={candidacy.id} className="pvd-order-line">
						<Named candidacy={candidacy} />
						<Button
							type="button"
							size="small"
							priority="secondary"
							iconId="fr-icon-add-line"
							onClick={() => add([candidacy.id])}
						>
							Ajouter<span className="fr-sr-only"> {titleOf(candidacy)}</span>
						</Button>
					</li>
				))}
			</ul>
			{rest.length > 1 && (
				<Button type="button" priority="tertiary" className="fr-mb-4w" onClick={() => add(rest.map(({ id }) => id))}>
					Ajouter les {rest.length}, selon l’avis et le rang des préfets
				</Button>
			)}
		</>
	);
}

function Named({ candidacy }: { candidacy: Candidacy }) {
	const { id, opinion, coordinatingDepartementCode } = candidacy;
	return (
		<span className="pvd-order-name">
			<RouteLink href={address('candidacy', { id })}>{titleOf(candidacy)}</RouteLink>
			<br />
			<span className="fr-text--sm">
				<Departements codes={[coordinatingDepartementCode]} /> <OpinionBadge opinion={opinion} />{' '}
				{opinion?.rank ? `${ordinal(opinion.rank)} du département` : ''}
			</span>
		</span>
	);
}

interface MoveProps {
	way: 'monter' | 'descendre';
	name: string;
	disabled: boolean;
	onClick: () => void;
}

function Move({ way, name, disabled, onClick }: MoveProps) {
	return (
		<Button
			type="button"
			size="small"
			priority="tertiary"
			iconId={way === 'monter' ? 'fr-icon-arrow-up-line' : 'fr-icon-arrow-down-line'}
			title={`${way === 'monter' ? 'Monter' : 'Descendre'} ${name}`}
			disabled={disabled}
			onClick={onClick}
			nativeButtonProps={{ 'data-way': way } as Record<string, string>}
		/>
	);
}
