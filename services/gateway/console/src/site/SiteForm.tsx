/* Where the operator says what the site owes to its visitors: the same form on each page that shows it. */

import type { JsonObject } from '@bufbuild/protobuf';
import { toJson } from '@bufbuild/protobuf';
import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import type { GetSiteResponse } from 'pvd/gateway/v1/site_pb.js';
import { DescribeSiteRequestSchema, SiteSchema } from 'pvd/gateway/v1/site_pb.js';
import { useMemo } from 'react';
import { useMay } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { valuesOf } from '~/form/values';

export default function SiteForm({ answer }: { answer: GetSiteResponse }) {
	const may = useMay()(GatewayService.method.describeSite);
	const initial = useMemo(
		() =>
			answer.site
				? valuesOf(DescribeSiteRequestSchema, { site: toJson(SiteSchema, answer.site) } as JsonObject)
				: undefined,
		[answer.site],
	);
	if (!may) {
		return null;
	}
	return (
		<Accordion label="Renseigner les mentions de ce site" titleAs="h2" defaultExpanded={!answer.site}>
			<p>
				Ces textes paraissent dans les mentions légales, la déclaration d’accessibilité, les données personnelles et la
				page de contact. Ils remplacent ce qui était dit auparavant ; le journal garde chaque version.
			</p>
			<CommandForm
				method={GatewayService.method.describeSite}
				title="Mentions du site"
				form="site"
				{...(initial && { initial })}
			/>
		</Accordion>
	);
}
