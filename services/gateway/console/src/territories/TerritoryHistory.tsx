import type { TerritoryHistory as Past, Territory } from 'pvd/registry/v1/territory_pb.js';
import { TerritoryStepSchema } from 'pvd/registry/v1/territory_pb.js';
import { date, day } from '~/ui/format';
import { Timeline } from '~/ui/Timeline';
import { enumWord } from '~/words';

function dayOf({ date: of, recordedAt }: Past): string {
	return of !== '' ? date(of) : `Enregistré le ${day(recordedAt)}`;
}

export function TerritoryHistory({ territory }: { territory: Territory }) {
	const moments = territory.history.map((past, n) => ({
		key: String(n),
		when: dayOf(past),
		title: enumWord(TerritoryStepSchema, past.step),
		text: [past.reference, past.note].filter((text) => text !== '').join('\n'),
	}));
	return <Timeline label="Histoire du territoire" moments={moments} />;
}
