import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import type { Principal } from 'pvd/bus/v1/actor_pb.js';
import { BusService } from 'pvd/bus/v1/bus_pb.js';
import { useMay } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { Empty } from '~/ui/states';
import { RowsWithAct } from './RowsWithAct';

const KEYS_MAX = 2; // so that one can move to a new key before the old one is retired

export function Keys({ principal: { id, publicKeys, revoked } }: { principal: Principal }) {
	const may = useMay();
	return (
		<>
			{publicKeys.length === 0 ? (
				<Empty>Aucune clé : cet acteur ne se connecte que par le navigateur, avec un lien.</Empty>
			) : (
				<KeyTable id={id} keys={publicKeys} isRetirable={!revoked && publicKeys.length === KEYS_MAX} />
			)}
			{!revoked && publicKeys.length < KEYS_MAX && may(BusService.method.addKey) && (
				<Accordion label="Ajouter une clé" titleAs="h3">
					<CommandForm
						method={BusService.method.addKey}
						title={`Nouvelle clé de ${id}`}
						form={`cle/${id}`}
						given={{ id }}
					/>
				</Accordion>
			)}
		</>
	);
}

/* The only key is not retired: another one is added first, or the principal is revoked. */
function KeyTable({ id, keys, isRetirable }: { id: string; keys: readonly string[]; isRetirable: boolean }) {
	const text = (key: string) => <code>{key}</code>;
	if (!isRetirable) {
		return (
			<ul>
				{keys.map((key) => (
					<li key={key} className="pvd-key">
						{text(key)}
					</li>
				))}
			</ul>
		);
	}
	return (
		<RowsWithAct
			caption="Clés publiques"
			head={['Clé (Z85)']}
			rows={keys}
			rowKey={(key) => key}
			cells={(key) => [text(key)]}
			act={BusService.method.retireKey}
			actWord="Retirer"
			actTitle={(key) => `Retirer la clé ${key}`}
			form={(key) => (
				<CommandForm
					method={BusService.method.retireKey}
					title={`Retrait d’une clé de ${id}`}
					form={`cle-fin/${id}`}
					given={{ id, public_key: key }}
				>
					<p>Les connexions qui s’en servent se ferment. Elle ne servira plus jamais.</p>
				</CommandForm>
			)}
		/>
	);
}
