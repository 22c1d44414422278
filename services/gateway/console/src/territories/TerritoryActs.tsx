import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import type { Territory } from 'pvd/registry/v1/territory_pb.js';
import { TerritoryStatus } from 'pvd/registry/v1/territory_pb.js';
import { useCovers } from '~/api/scope';
import { useMay } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { today } from '~/ui/format';
import { Section } from '~/ui/Section';
import { methodWord } from '~/words';

const { recordCommittee, withdrawLabel } = RegistryService.method;

/* What the reader may do to a territory of the programme. */
export function TerritoryActs({ territory }: { territory: Territory }) {
	const may = useMay();
	const covers = useCovers();
	const isHere = territory.status === TerritoryStatus.LABELLED && covers({ ...territory, territoryId: territory.id });
	const acts = [recordCommittee, withdrawLabel].filter((method) => isHere && may(method));
	if (acts.length === 0) {
		return null;
	}
	return (
		<Section id="actes" title="Agir">
			<div className="fr-accordions-group">
				{acts.includes(recordCommittee) && (
					<Accordion titleAs="h3" label={methodWord(recordCommittee)}>
						<CommandForm
							method={recordCommittee}
							title={`Comité de projet de ${territory.name}`}
							form={`comite/${territory.id}`}
							given={{ territory_id: territory.id }}
							initial={{ held_on: today() }}
						/>
					</Accordion>
				)}
				{acts.includes(withdrawLabel) && (
					<Accordion titleAs="h3" label={methodWord(withdrawLabel)}>
						<p>Le territoire sort du programme. Ses communes pourront présenter une nouvelle candidature.</p>
						<CommandForm
							method={withdrawLabel}
							title={`Retrait du label de ${territory.name}`}
							form={`retrait-label/${territory.labelId}`}
							given={{ label_id: territory.labelId }}
						/>
					</Accordion>
				)}
			</div>
		</Section>
	);
}
