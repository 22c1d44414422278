import type { Commune } from 'pvd/registry/v1/geography_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useAnswer } from '~/api/queries';
import { useRegions } from '~/form/places';
import { Facts } from '~/ui/Facts';
import { CommuneList, Departements, EpciLink } from '~/ui/PlaceLinks';

function useArrondissement({ departementCode, arrondissementCode }: Commune): string {
	const answer = useAnswer(
		RegistryService.method.listArrondissements,
		{ departementCode },
		{ enabled: arrondissementCode !== '', staleTime: Infinity },
	);
	return answer.data?.arrondissements.find(({ code }) => code === arrondissementCode)?.name ?? arrondissementCode;
}

export function CommuneFacts({ commune }: { commune: Commune }) {
	const region = useRegions().find(({ code }) => code === commune.regionCode);
	const arrondissement = useArrondissement(commune);
	return (
		<Facts
			facts={[
				['Code Insee', commune.code],
				['SIREN', commune.siren],
				['Codes postaux', commune.postalCodes.join(', ')],
				['Intercommunalité', commune.epciSiren === '' ? 'Aucune' : <EpciLink siren={commune.epciSiren} />],
				['Arrondissement', commune.arrondissementCode === '' ? 'Aucun' : arrondissement],
				['Département', <Departements codes={[commune.departementCode]} />],
				['Région', region?.name ?? commune.regionCode],
				[
					'Anciennes communes',
					commune.formerCodes.length > 0 ? <CommuneList codes={commune.formerCodes} /> : undefined,
				],
				['Géographie', `Code officiel géographique ${commune.cogYear}`],
			]}
		/>
	);
}
