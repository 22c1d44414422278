/* What the menu, the site map and the breadcrumbs say: which pages there are, in which order, for whom. */

import type { DescMethod } from '@bufbuild/protobuf';
import type { Actor } from 'pvd/bus/v1/actor_pb.js';
import { BusService } from 'pvd/bus/v1/bus_pb.js';
import { ProcessService } from 'pvd/bus/v1/process_pb.js';
import { ClubService } from 'pvd/club/v1/club_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { mayCall } from './api/methods';
import type { PageName } from './paths';

export interface Entry {
	page: PageName;
	text: string;
	needs?: DescMethod; // shown to those who may call it; none: to everybody
}

export interface Group {
	text: string;
	entries: Entry[];
}

const GROUPS: Group[] = [
	{ text: 'Accueil', entries: [{ page: 'home', text: 'Accueil' }] },
	{ text: 'Territoires', entries: [{ page: 'territories', text: 'Territoires' }] },
	{
		text: 'Candidatures',
		entries: [
			{ page: 'candidacies', text: 'Candidatures', needs: RegistryService.method.listCandidacies },
			{ page: 'candidacyNew', text: 'Manifester son intérêt', needs: RegistryService.method.submitCandidacy },
			{ page: 'selections', text: 'Sélections des régions', needs: RegistryService.method.listSelections },
			{ page: 'selectionNew', text: 'Proposer une sélection', needs: RegistryService.method.proposeSelection },
		],
	},
	{
		text: 'Éligibilité',
		entries: [
			{ page: 'eligibility', text: 'Classement' },
			{ page: 'comparison', text: 'Comparer deux communes' },
			{ page: 'whatIf', text: 'Et si ?' },
			{ page: 'indicators', text: 'Indicateurs' },
			{ page: 'grids', text: 'Grilles et critères' },
			{ page: 'runs', text: 'Calculs' },
		],
	},
	{
		text: 'Financement',
		entries: [
			{ page: 'measures', text: 'Offre de services' },
			{ page: 'applications', text: 'Demandes', needs: FundingService.method.listApplications },
			{ page: 'applicationNew', text: 'Déposer une demande', needs: FundingService.method.fileApplication },
			{ page: 'totals', text: 'Montants', needs: FundingService.method.getTotals },
		],
	},
	{
		text: 'Club',
		entries: [
			{ page: 'club', text: 'Notifications', needs: ClubService.method.listNotices },
			{ page: 'preferences', text: 'Préférences', needs: ClubService.method.getMembership },
			{ page: 'digest', text: 'Résumés', needs: ClubService.method.previewDigest },
			{ page: 'members', text: 'Membres', needs: ClubService.method.listMembers },
		],
	},
	{
		text: 'Bus',
		entries: [
			{ page: 'bus', text: 'Services et trafic', needs: ProcessService.method.getStatus },
			{ page: 'principals', text: 'Acteurs', needs: BusService.method.listPrincipals },
			{ page: 'access', text: 'Connexions et jetons', needs: GatewayService.method.listSessions },
			{ page: 'acts', text: 'Tous les actes', needs: GatewayService.method.listSessions },
		],
	},
];

/* What somebody may see; a group with nothing in it is left out. */
export function groupsFor(actor: Actor): Group[] {
	return GROUPS.map((group) => ({
		...group,
		entries: group.entries.filter((entry) => !entry.needs || mayCall(actor, entry.needs)),
	})).filter((group) => group.entries.length > 0);
}
