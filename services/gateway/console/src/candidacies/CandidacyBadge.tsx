import type { BadgeProps } from '@codegouvfr/react-dsfr/Badge';
import { Badge } from '@codegouvfr/react-dsfr/Badge';
import type { Opinion } from 'pvd/registry/v1/candidacy_pb.js';
import {
	CandidacyStatus,
	CandidacyStatusSchema,
	OpinionKind,
	OpinionKindSchema,
} from 'pvd/registry/v1/candidacy_pb.js';
import { enumWord } from '~/words';

const STATUS: Partial<Record<CandidacyStatus, BadgeProps['severity']>> = {
	[CandidacyStatus.SUBMITTED]: 'new',
	[CandidacyStatus.OPINION_GIVEN]: 'info',
	[CandidacyStatus.PROPOSED]: 'info',
	[CandidacyStatus.LABELLED]: 'success',
	[CandidacyStatus.REFUSED]: 'error',
};

export function CandidacyBadge({ status }: { status: CandidacyStatus }) {
	return (
		<Badge as="span" small noIcon severity={STATUS[status]}>
			{enumWord(CandidacyStatusSchema, status)}
		</Badge>
	);
}

const OPINION: Partial<Record<OpinionKind, BadgeProps['severity']>> = {
	[OpinionKind.FAVOURABLE]: 'success',
	[OpinionKind.RESERVED]: 'warning',
	[OpinionKind.UNFAVOURABLE]: 'error',
};

export function OpinionBadge({ opinion }: { opinion: Opinion | undefined }) {
	if (!opinion) {
		return <>–</>;
	}
	return (
		<Badge as="span" small noIcon severity={OPINION[opinion.kind]}>
			{enumWord(OpinionKindSchema, opinion.kind)}
		</Badge>
	);
}
