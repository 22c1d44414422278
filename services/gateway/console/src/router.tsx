/* Which component shows which address. Each page is loaded when it is first asked for. */
import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import { createBrowserRouter } from 'react-router';
import { queries } from './api/queries';
import { sessionQuery } from './api/session';
import type { PageName } from './paths';
import { PATHS } from './paths';
import { Layout } from './ui/Layout';
import { PageFault, PageMissing } from './ui/PageFault';
import { Starting } from './ui/states';

type Load = () => Promise<{ default: ComponentType }>;

const PAGES: Record<PageName, Load> = {
	home: () => import('./home/HomePage'),
	signIn: () => import('./site/SignInPage'),
	programs: () => import('./site/ProgramsPage'),
	legal: () => import('./site/LegalPage'),
	accessibility: () => import('./site/AccessibilityPage'),
	privacy: () => import('./site/PrivacyPage'),
	siteMap: () => import('./site/SiteMapPage'),
	contact: () => import('./site/ContactPage'),
	territories: () => import('./territories/TerritoriesPage'),
	territory: () => import('./territories/TerritoryPage'),
	commune: () => import('./territories/CommunePage'),
	epci: () => import('./territories/EpciPage'),
	candidacies: () => import('./candidacies/CandidaciesPage'),
	candidacyNew: () => import('./candidacies/CandidacyNewPage'),
	candidacy: () => import('./candidacies/CandidacyPage'),
	selections: () => import('./candidacies/SelectionsPage'),
	selectionNew: () => import('./candidacies/SelectionNewPage'),
	selection: () => import('./candidacies/SelectionPage'),
	eligibility: () => import('./eligibility/RankingPage'),
	score: () => import('./eligibility/ScorePage'),
	comparison: () => import('./eligibility/ComparisonPage'),
	grids: () => import('./eligibility/GridsPage'),
	grid: () => import('./eligibility/GridPage'),
	runs: () => import('./eligibility/RunsPage'),
	whatIf: () => import('./eligibility/WhatIfPage'),
	indicators: () => import('./eligibility/IndicatorsPage'),
	measures: () => import('./funding/MeasuresPage'),
	measure: () => import('./funding/MeasurePage'),
	applications: () => import('./funding/ApplicationsPage'),
	applicationNew: () => import('./funding/ApplicationNewPage'),
	application: () => import('./funding/ApplicationPage'),
	totals: () => import('./funding/TotalsPage'),
	club: () => import('./club/NoticesPage'),
	preferences: () => import('./club/PreferencesPage'),
	digest: () => import('./club/DigestPage'),
	members: () => import('./club/MembersPage'),
	bus: () => import('./bus/BusPage'),
	service: () => import('./bus/ServicePage'),
	principals: () => import('./bus/PrincipalsPage'),
	principal: () => import('./bus/PrincipalPage'),
	journal: () => import('./bus/JournalPage'),
	access: () => import('./bus/AccessPage'),
	acts: () => import('./bus/ActsPage'),
	act: () => import('./bus/ActPage'),
	files: () => import('./files/FilesPage'),
};

function route(name: PageName): RouteObject {
	return {
		id: name,
		path: PATHS[name],
		lazy: async () => ({ Component: (await PAGES[name]()).default }),
	};
}

export const router = createBrowserRouter([
	{
		Component: Layout,
		loader: async () => {
			await queries.ensureQueryData(sessionQuery);
			return null;
		},
		shouldRevalidate: () => false,
		HydrateFallback: Starting,
		ErrorBoundary: PageFault,
		children: [
			{
				ErrorBoundary: PageFault,
				children: [...Object.keys(PAGES).map((name) => route(name as PageName)), { path: '*', Component: PageMissing }],
			},
		],
	},
]);
