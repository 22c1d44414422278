import { Badge } from '@codegouvfr/react-dsfr/Badge';
import { TerritoryStatus, TerritoryStatusSchema } from 'pvd/registry/v1/territory_pb.js';
import { enumWord } from '~/words';

export function TerritoryBadge({ status }: { status: TerritoryStatus }) {
	return (
		<Badge as="span" small noIcon severity={status === TerritoryStatus.LABELLED ? 'success' : undefined}>
			{enumWord(TerritoryStatusSchema, status)}
		</Badge>
	);
}
