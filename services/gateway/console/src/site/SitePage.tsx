/* The frame of the pages that say what the site owes to its visitors. */

import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import type { GetSiteResponse, Site } from 'pvd/gateway/v1/site_pb.js';
import type { ReactNode } from 'react';
import { lazy, Suspense } from 'react';
import { useMay } from '~/api/session';
import { instant } from '~/ui/format';
import { Page } from '~/ui/Page';
import { Answer } from '~/ui/states';
import { useSite } from './useSite';
import './site.css';

/* Forms are heavy, and of operators alone. */
const SiteForm = lazy(() => import('./SiteForm'));

interface Props {
	title: string;
	lead?: string;
	children: (site: Site | undefined, answer: GetSiteResponse) => ReactNode;
}

export function SitePage({ title, lead, children }: Props) {
	const answer = useSite();
	const may = useMay()(GatewayService.method.describeSite);
	return (
		<Page title={title} lead={lead} above={[]}>
			<Answer of={answer} what="Cette page">
				{(found) => (
					<>
						<div className="pvd-prose">{children(found.site, found)}</div>
						{found.site && (
							<p className="fr-text--sm">Mis à jour par l’exploitant le {instant(found.site.describedAt)}.</p>
						)}
						{may && (
							<Suspense>
								<SiteForm answer={found} />
							</Suspense>
						)}
					</>
				)}
			</Answer>
		</Page>
	);
}
