import { headerFooterDisplayItem } from '@codegouvfr/react-dsfr/Display';
import { Footer } from '@codegouvfr/react-dsfr/Footer';
import { Header } from '@codegouvfr/react-dsfr/Header';
import type { MainNavigationProps } from '@codegouvfr/react-dsfr/MainNavigation';
import { MainNavigation } from '@codegouvfr/react-dsfr/MainNavigation';
import { SkipLinks } from '@codegouvfr/react-dsfr/SkipLinks';
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import { AccessibilityState } from 'pvd/gateway/v1/site_pb.js';
import { Suspense, useEffect, useRef } from 'react';
import { Outlet, useLocation } from 'react-router';
import { items, openOutbox } from '~/api/outbox';
import { useAnswer } from '~/api/queries';
import { signOut, useSession } from '~/api/session';
import { forget } from '~/api/store';
import { groupsFor } from '~/navigation';
import { PATHS } from '~/paths';
import { DisplaySettings } from './DisplaySettings';
import { OutboxNotices } from './OutboxNotices';
import { Loading } from './states';

const BRAND = (
	<>
		République
		<br />
		Française
	</>
);
const HOME = { href: PATHS.home, title: 'Accueil – Petites villes de demain' };

function useNavigation(): MainNavigationProps.Item[] {
	const { pathname } = useLocation();
	const { actor } = useSession();
	const isHere = (path: string) =>
		path === '/' ? pathname === '/' : pathname === path || pathname.startsWith(`${path}/`);
	return groupsFor(actor).map(({ text, entries }) => {
		const links = entries.map((entry) => ({
			text: entry.text,
			linkProps: { href: PATHS[entry.page] },
			isActive: pathname === PATHS[entry.page],
		}));
		const [first] = links;
		const isActive = entries.some((entry) => isHere(PATHS[entry.page]));
		return links.length === 1 && first
			? { text, linkProps: first.linkProps, isActive }
			: { text, menuLinks: links, isActive };
	});
}

async function leave(principal: string) {
	const waiting = items().filter((item) => !item.outcome).length;
	const question = `${waiting} acte(s) attendent encore la réponse d'un service et seront oubliés ici. Se déconnecter quand même ?`;
	if (waiting > 0 && !window.confirm(question)) {
		return;
	}
	await signOut();
	forget(principal);
	window.location.assign(PATHS.home);
}

function useQuickAccess() {
	const { signedIn, actor } = useSession();
	if (!signedIn) {
		return [
			{ iconId: 'fr-icon-account-circle-line' as const, text: 'Se connecter', linkProps: { href: PATHS.signIn } },
		];
	}
	return [
		{ iconId: 'fr-icon-account-circle-line' as const, text: actor.principal, linkProps: { href: PATHS.signIn } },
		{ iconId: 'fr-icon-folder-2-line' as const, text: 'Mes fichiers', linkProps: { href: PATHS.files } },
		{
			iconId: 'fr-icon-logout-box-r-line' as const,
			text: 'Se déconnecter',
			buttonProps: { onClick: () => void leave(actor.principal) },
		},
	];
}

const COMPLIANCE = {
	[AccessibilityState.UNSPECIFIED]: 'non compliant',
	[AccessibilityState.NOT_ASSESSED]: 'non compliant',
	[AccessibilityState.NONE]: 'non compliant',
	[AccessibilityState.PARTIAL]: 'partially compliant',
	[AccessibilityState.FULL]: 'fully compliant',
} as const;

/* Décret n° 2019-768, art. 4: every page says it. Unless an audit says more, a site is non compliant. */
function useAccessibility() {
	const site = useAnswer(GatewayService.method.getSite, {}, { staleTime: Infinity });
	return COMPLIANCE[site.data?.accessibilityState ?? AccessibilityState.UNSPECIFIED];
}

/* After a change of page the keyboard and screen readers begin at its top, as after a page that was loaded. */
function useFocusOnChange() {
	const { pathname } = useLocation();
	const main = useRef<HTMLElement>(null);
	const before = useRef(pathname);
	useEffect(() => {
		if (before.current !== pathname) {
			before.current = pathname;
			window.scrollTo(0, 0);
			main.current?.focus({ preventScroll: true });
		}
	}, [pathname]);
	return main;
}

export function Layout() {
	const { actor } = useSession();
	const main = useFocusOnChange();
	const navigation = useNavigation();
	useEffect(() => openOutbox(actor.principal), [actor.principal]);
	return (
		<>
			<SkipLinks
				links={[
					{ label: 'Contenu', anchor: '#contenu' },
					{ label: 'Menu', anchor: '#menu' },
					{ label: 'Pied de page', anchor: '#pied' },
				]}
			/>
			<Header
				disableDisplay
				brandTop={BRAND}
				homeLinkProps={HOME}
				serviceTitle="Petites villes de demain"
				serviceTagline="Le système d’information du programme"
				quickAccessItems={useQuickAccess()}
				navigation={<MainNavigation id="menu" items={navigation} />}
			/>
			<main id="contenu" tabIndex={-1} ref={main} className="fr-container fr-py-4w">
				<OutboxNotices />
				<Suspense fallback={<Loading what="La page" />}>
					<Outlet />
				</Suspense>
			</main>
			<Footer
				id="pied"
				brandTop={BRAND}
				homeLinkProps={HOME}
				accessibility={useAccessibility()}
				accessibilityLinkProps={{ href: PATHS.accessibility }}
				termsLinkProps={{ href: PATHS.legal }}
				websiteMapLinkProps={{ href: PATHS.siteMap }}
				contentDescription="Le programme Petites villes de demain donne aux communes de moins de 20 000 habitants qui exercent des fonctions de centralité les moyens de leur projet de revitalisation. Il est piloté par l’Agence nationale de la cohésion des territoires."
				bottomItems={[
					{ text: 'Données personnelles', linkProps: { href: PATHS.privacy } },
					{ text: 'Contact', linkProps: { href: PATHS.contact } },
					{ text: 'Pour les programmes', linkProps: { href: PATHS.programs } },
					headerFooterDisplayItem,
				]}
			/>
			<DisplaySettings near="pied" />
		</>
	);
}
