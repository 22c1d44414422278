import type { Grid } from 'pvd/eligibility/v1/grid_pb.js';
import { date } from '~/ui/format';

export function validity({ validFrom, validUntil }: Grid): string {
	return validUntil === '' ? `depuis le ${date(validFrom)}` : `du ${date(validFrom)} au ${date(validUntil)}`;
}
