/* The processes of an instance, as people call them. */
import { policyOf, SERVICES, serviceName } from '~/api/methods';

export const PROCESSES: readonly string[] = [
	...new Set(
		SERVICES.filter((service) => service.methods.every((method) => !policyOf(method).everyService)).map(serviceName),
	),
];

const NAMES: Record<string, string> = {
	bus: 'Bus',
	registry: 'Registre',
	eligibility: 'Éligibilité',
	funding: 'Financement',
	club: 'Club',
	gateway: 'Passerelle',
};

/* "registry@national" is what a replica follows: the registry of another instance. */
export function processWord(service: string): string {
	const [name = '', instance] = service.split('@');
	const word = NAMES[name] ?? name;
	return instance ? `${word} (instance « ${instance} »)` : word;
}
