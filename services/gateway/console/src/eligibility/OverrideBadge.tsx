import { Badge } from '@codegouvfr/react-dsfr/Badge';
import type { Override } from 'pvd/eligibility/v1/override_pb.js';
import { OverrideKind } from 'pvd/eligibility/v1/override_pb.js';

export function OverrideBadge({ override }: { override: Override | undefined }) {
	if (!override) {
		return <>–</>;
	}
	const isRetained = override.kind === OverrideKind.RETAIN;
	return (
		<Badge small as="span" severity={isRetained ? 'info' : 'warning'}>
			{isRetained ? 'À retenir' : 'À écarter'}
		</Badge>
	);
}
