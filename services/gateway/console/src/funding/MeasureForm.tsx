import type { JsonObject } from '@bufbuild/protobuf';
import { toJson } from '@bufbuild/protobuf';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import type { Measure } from 'pvd/funding/v1/measure_pb.js';
import { MeasureSchema } from 'pvd/funding/v1/measure_pb.js';
import { useState } from 'react';
import { CommandForm } from '~/form/CommandForm';
import { emptyValues, valuesOf } from '~/form/values';
import { today } from '~/ui/format';

/* One measure, or a new wording of one: without its version, which must be another. */
export function MeasureForm({ form, title, from }: { form: string; title: string; from?: Measure }) {
	const [initial] = useState(() => {
		const measure = from
			? { ...valuesOf(MeasureSchema, toJson(MeasureSchema, from) as JsonObject), version: '' }
			: emptyValues(MeasureSchema);
		return { measures: [{ ...measure, read_on: today() }] };
	});
	return <CommandForm method={FundingService.method.adoptCatalogue} title={title} form={form} initial={initial} />;
}
