/* Every page that has an address of its own, as the menu groups them: those that one may not see are not in it. */
import { useSession } from '~/api/session';
import { groupsFor } from '~/navigation';
import type { PageName } from '~/paths';
import { PATHS } from '~/paths';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import './site.css';

const ABOUT: readonly { page: PageName; text: string }[] = [
	{ page: 'signIn', text: 'Se connecter, mon accès' },
	{ page: 'contact', text: 'Contact' },
	{ page: 'programs', text: 'Pour les programmes' },
	{ page: 'legal', text: 'Mentions légales' },
	{ page: 'privacy', text: 'Données personnelles' },
	{ page: 'accessibility', text: 'Déclaration d’accessibilité' },
];

export default function SiteMapPage() {
	const { signedIn, actor } = useSession();
	const about = {
		text: 'Ce service',
		entries: signedIn ? [...ABOUT, { page: 'files' as const, text: 'Mes fichiers' }] : ABOUT,
	};
	return (
		<Page title="Plan du site" above={[]}>
			<div className="pvd-prose">
				{!signedIn && (
					<p>
						Ce plan montre ce qui est public. <RouteLink href={PATHS.signIn}>Connectez-vous</RouteLink> pour voir aussi
						ce à quoi vous avez accès.
					</p>
				)}
				{[...groupsFor(actor), about].map(({ text, entries }) => (
					<section key={text} aria-label={text}>
						<h2>{text}</h2>
						<ul>
							{entries.map((entry) => (
								<li key={entry.page}>
									<RouteLink href={PATHS[entry.page]}>{entry.text}</RouteLink>
								</li>
							))}
						</ul>
					</section>
				))}
				<p>
					Une commune, une intercommunalité, un territoire, une candidature, une demande ont chacun leur page : on y va
					depuis les listes et les recherches.
				</p>
			</div>
		</Page>
	);
}
