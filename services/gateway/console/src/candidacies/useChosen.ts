import { useQueries } from '@tanstack/react-query';
import type { Commune } from 'pvd/registry/v1/geography_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { answerQuery } from '~/api/queries';

/* The communes that are picked, as far as they are known yet, in the order they were picked. */
export function useChosen(codes: readonly string[]): Commune[] {
	const answers = useQueries({
		queries: codes.map((code) => answerQuery(RegistryService.method.getCommune, { code })),
	});
	return answers.flatMap(({ data }) => data?.commune ?? []);
}
