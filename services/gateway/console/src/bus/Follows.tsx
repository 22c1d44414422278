import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Badge } from '@codegouvfr/react-dsfr/Badge';
import type { FollowStatus } from 'pvd/bus/v1/process_pb.js';
import { ProcessService } from 'pvd/bus/v1/process_pb.js';
import { useMay } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { address } from '~/paths';
import { count, instantSeconds, number } from '~/ui/format';
import { ShortTable } from '~/ui/ShortTable';
import { Empty } from '~/ui/states';
import { processWord } from './services';
import type { ProcessState } from './useStatuses';
import './bus.css';

export interface Follow {
	follower: string;
	follow: FollowStatus;
}

export function followsOf(states: readonly ProcessState[]): Follow[] {
	return states.flatMap(({ service, status }) =>
		(status?.follows ?? []).map((follow) => ({ follower: service, follow })),
	);
}

/* Entries that the source has and the follower has not taken in. */
export function lagOf({ headSequence, sequence }: FollowStatus): bigint {
	return headSequence > sequence ? headSequence - sequence : 0n;
}

function FollowBadge({ follow }: { follow: FollowStatus }) {
	if (follow.halted !== '') {
		return (
			<Badge small severity="error">
				Arrêté
			</Badge>
		);
	}
	if (follow.keyRefused || follow.unreachableSince) {
		return (
			<Badge small severity="error">
				Source injoignable
			</Badge>
		);
	}
	if (follow.rewinding) {
		return (
			<Badge small severity="warning">
				Cherche l’entrée commune
			</Badge>
		);
	}
	return lagOf(follow) === 0n ? (
		<Badge small severity="success">
			À jour
		</Badge>
	) : (
		<Badge small severity="info">
			En retard
		</Badge>
	);
}

function Track({ follow }: { follow: FollowStatus }) {
	const { sequence, headSequence } = follow;
	const share = headSequence === 0n ? 100 : Number((sequence * 100n) / headSequence);
	return (
		<svg className="pvd-track" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
			<rect width="100" height="8" className="pvd-track-all" />
			<rect width={Math.min(share, 100)} height="8" className="pvd-track-done" />
		</svg>
	);
}

const HEAD = ['Service', 'Suit', 'État', 'Pris en compte', 'Entrée', 'De la source', 'À prendre'];

/* Who takes in whose journal, and how far: the bar is the part of the source's journal that is taken in. */
export function FollowTable({ follows }: { follows: readonly Follow[] }) {
	if (follows.length === 0) {
		return <Empty>Ce service n’en suit aucun : son état ne dépend que de son propre journal.</Empty>;
	}
	const rows = follows.map(({ follower, follow }) => [
		<a href={address('service', { service: follower })}>{processWord(follower)}</a>,
		processWord(follow.service),
		<FollowBadge follow={follow} />,
		<Track follow={follow} />,
		number(follow.sequence),
		follow.headSequence === 0n ? '–' : number(follow.headSequence), // the source has not been heard since the start
		number(lagOf(follow)),
	]);
	return (
		<ShortTable
			caption="Qui suit quel journal, et jusqu’où"
			isCaptionHidden
			head={HEAD}
			rows={rows}
			numbers={[4, 5, 6]}
		/>
	);
}

/* Those that stopped: why, and the way on. */
export function Halted({ follows }: { follows: readonly Follow[] }) {
	const may = useMay();
	return (
		<>
			{follows
				.filter(({ follow }) => follow.halted !== '')
				.map(({ follower, follow }) => (
					<section key={`${follower}/${follow.service}`} className="fr-mb-4w">
						<h3>
							{processWord(follower)} ne suit plus {processWord(follow.service)}
						</h3>
						<Alert
							severity="error"
							small
							description={`Depuis le ${instantSeconds(follow.haltedAt)}, après l’entrée ${number(follow.sequence)} : ${follow.halted}`}
							className="fr-mb-2w"
						/>
						<p>
							Réglez d’abord ce qui est dit ci-dessus. Suivre de nouveau reprend à l’entrée suivante ; une entrée qui
							avait arrêté le service est essayée de nouveau. Revenir en arrière n’a de sens que si la source a repris
							d’une sauvegarde.
							{follow.rewoundFrom > 0n &&
								` Il est déjà revenu une fois, depuis l’entrée ${number(follow.rewoundFrom)}.`}
						</p>
						{may(ProcessService.method.resumeFollowing) && (
							<CommandForm
								method={ProcessService.method.resumeFollowing}
								title={`${processWord(follower)} : suivre de nouveau ${processWord(follow.service)}`}
								form={`suivi/${follower}/${follow.service}`}
								service={follower}
								given={{ source: follow.service }}
							/>
						)}
					</section>
				))}
		</>
	);
}

export function lagSummary(follows: readonly Follow[]): string {
	const behind = follows.filter(({ follow }) => lagOf(follow) > 0n).length;
	return behind === 0 ? 'Chacun a tout pris en compte.' : `${count(behind, 'suivi')} en retard en ce moment.`;
}
