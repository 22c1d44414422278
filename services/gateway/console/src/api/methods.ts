/* The methods of the contract, from the descriptors themselves: which there are, who may call them. */
import type { DescMessage, DescMethod, DescMethodUnary, DescService } from '@bufbuild/protobuf';
import { createRegistry, getOption, hasOption } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import type { Actor } from 'pvd/bus/v1/actor_pb.js';
import { Role } from 'pvd/bus/v1/actor_pb.js';
import { BusService } from 'pvd/bus/v1/bus_pb.js';
import { file_pvd_bus_v1_journal, JournalService } from 'pvd/bus/v1/journal_pb.js';
import type { MethodPolicy } from 'pvd/bus/v1/options_pb.js';
import { policy as policyOption } from 'pvd/bus/v1/options_pb.js';
import { ProcessService } from 'pvd/bus/v1/process_pb.js';
import { ClubService, file_pvd_club_v1_club } from 'pvd/club/v1/club_pb.js';
import { EligibilityService, file_pvd_eligibility_v1_eligibility } from 'pvd/eligibility/v1/eligibility_pb.js';
import { FundingService, file_pvd_funding_v1_funding } from 'pvd/funding/v1/funding_pb.js';
import { file_pvd_gateway_v1_gateway, GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import { file_pvd_registry_v1_registry, RegistryService } from 'pvd/registry/v1/registry_pb.js';

export const SERVICES: readonly DescService[] = [
	RegistryService,
	EligibilityService,
	FundingService,
	ClubService,
	GatewayService,
	BusService,
	ProcessService,
	JournalService,
];

/* Every message of the contract, by its full name: what a journal's events are read with. */
export const MESSAGES = createRegistry(
	file_pvd_bus_v1_journal,
	file_pvd_registry_v1_registry,
	file_pvd_eligibility_v1_eligibility,
	file_pvd_funding_v1_funding,
	file_pvd_club_v1_club,
	file_pvd_gateway_v1_gateway,
	BusService.file,
);

/* "registry": whose method it is, by the contract's own naming; ProcessService and JournalService are every
 * service's, and a caller names the one it means. */
export function serviceName(service: DescService): string {
	return service.typeName.split('.')[1] ?? '';
}

export function policyOf(method: DescMethod): MethodPolicy {
	if (!hasOption(method, policyOption)) {
		throw new Error(`${method.parent.typeName}/${method.name} has no policy`);
	}
	return getOption(method, policyOption);
}

export function isQuery(method: DescMethod): boolean {
	return method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
}

export function mayCall(actor: Actor, method: DescMethod): boolean {
	const { roles, testOnly } = policyOf(method);
	return !testOnly && roles.some((role) => role === Role.PUBLIC || actor.roles.includes(role));
}

export type Unary = DescMethodUnary<DescMessage, DescMessage>;

/* What changes something, of all services. */
export function commands(): Unary[] {
	return SERVICES.flatMap((service) => service.methods)
		.filter((method): method is Unary => method.methodKind === 'unary')
		.filter((method) => !isQuery(method) && !policyOf(method).testOnly);
}

export function methodByName(typeName: string): Unary | undefined {
	return commands().find((method) => fullName(method) === typeName);
}

export function fullName(method: DescMethod): string {
	return `${method.parent.typeName}/${method.name}`;
}
