import { date } from '~/ui/format';

/* Of a grid, of a criterion. */
export function validity({ validFrom, validUntil }: { validFrom: string; validUntil: string }): string {
	return validUntil === '' ? `depuis le ${date(validFrom)}` : `du ${date(validFrom)} au ${date(validUntil)}`;
}
