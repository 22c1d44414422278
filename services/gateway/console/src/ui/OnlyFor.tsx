import type { DescMethod } from '@bufbuild/protobuf';
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Role, RoleSchema } from 'pvd/bus/v1/actor_pb.js';
import type { ReactNode } from 'react';
import { policyOf } from '~/api/methods';
import { useMay, useSession } from '~/api/session';
import { PATHS } from '~/paths';
import { enumWord } from '~/words';

/* What some roles alone see; whoever is none of them is told which, before a service has to refuse. */
export function OnlyFor({ method, children }: { method: DescMethod; children: ReactNode }) {
	const { signedIn } = useSession();
	const may = useMay();
	if (may(method)) {
		return children;
	}
	const people = policyOf(method).roles.filter((role) => role !== Role.SERVICE);
	const roles = people.map((role) => enumWord(RoleSchema, role));
	return signedIn ? (
		<Alert
			severity="info"
			as="h2"
			title="Cette page n’est pas de votre rôle"
			description={`Elle est pour : ${roles.join(', ')}. Si votre rôle a changé, demandez-le à l’exploitant de l’instance.`}
		/>
	) : (
		<Alert
			severity="info"
			as="h2"
			title="Connectez-vous pour voir cette page"
			description={
				<>
					Elle est pour : {roles.join(', ')}. <a href={PATHS.signIn}>Se connecter</a>
				</>
			}
		/>
	);
}
