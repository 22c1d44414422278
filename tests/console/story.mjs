// The programme's story as people live it, each in their own browser: from a town's interest to the money it is paid.
// What each does is there to see for the next, and in the services.
import assert from 'node:assert/strict';
import { choose, fact, form, press, title, unfold } from './acting.mjs';
import { Browser } from './browser.mjs';
import { check, runChecks } from './checks.mjs';
import { Instance } from './instance.mjs';

const FERTE = '77183';
const NAME = 'La Ferté-sous-Jouarre et son agglomération';
const OPERATION = 'Réhabilitation de la halle';
const COST_CENTS = 200_000_00;

const candidacy = async ({ instance }) => {
	const { candidacies } = await instance.call('ListCandidacies', {}, { as: 'mairie' });
	return candidacies.find(({ communeCodes }) => communeCodes.includes(FERTE));
};

const application = async ({ instance }) => {
	const { applications } = await instance.call('ListApplications', {}, { as: 'mairie' });
	return applications.find(({ title: of }) => of === OPERATION);
};

/* Somebody's browser, made when the story first needs it. */
function people(browser) {
	const known = new Map();
	return (name = '') => {
		known.set(name, known.get(name) ?? browser.visitor(name));
		return known.get(name);
	};
}

check('a_town_says_that_it_is_interested', async (story) => {
	const { page } = await story.who('mairie');
	await page.getByRole('button', { name: 'Candidatures' }).click();
	await page.getByRole('link', { name: 'Manifester son intérêt' }).first().click();
	await title(page, 'Manifester son intérêt');
	await page.getByRole('combobox', { name: /^Communes/ }).fill('ferte sous jou');
	await page.getByRole('option', { name: /La Ferté-sous-Jouarre/ }).click();
	await page.getByRole('heading', { name: 'Intercommunalités de la candidature' }).waitFor();
	await page.getByLabel('Note de projet').fill('Le centre et la gare : commerces, logements, bords de Marne.');
	await press(form(page, /^Candidature/), 'Manifester son intérêt');
	await title(page, 'Candidature de La Ferté-sous-Jouarre');
	assert.equal((await candidacy(story)).status, 'CANDIDACY_STATUS_SUBMITTED');
});

check('the_prefecture_gives_its_opinion', async (story) => {
	const { page } = await story.who('prefecture-77');
	await page.goto('/candidatures');
	await page.getByRole('link', { name: /La Ferté-sous-Jouarre/ }).first().click();
	await title(page, 'Candidature de La Ferté-sous-Jouarre');
	await unfold(page, 'Donner un avis');
	const opinion = form(page, /^Avis sur/);
	await choose(opinion, 'Favorable');
	await opinion.getByLabel(/^Rang/).fill('1');
	await press(opinion, 'Donner un avis');
	await fact(page, 'Avis du préfet').getByText('Favorable', { exact: true }).waitFor();
	assert.equal((await candidacy(story)).opinion.rank, 1);
});

check('the_region_proposes_it', async (story) => {
	const { page } = await story.who('ile-de-france');
	await page.goto('/selections/nouvelle');
	await press(page, 'Ajouter La Ferté-sous-Jouarre');
	const selection = form(page, /^Sélection/);
	await selection.getByLabel(/^Date du comité/).fill('2026-03-02');
	await selection.getByLabel(/^Référence du compte rendu/).fill('PV du 2 mars 2026');
	await press(selection, 'Proposer une sélection');
	await page.waitForURL(/\/selections\/[0-9A-Z]{26}/);
	assert.equal((await candidacy(story)).status, 'CANDIDACY_STATUS_PROPOSED');
});

check('the_nation_grants_the_label', async (story) => {
	const { page } = await story.who('anct');
	await page.goto(`/candidatures/${(await candidacy(story)).id}`);
	await unfold(page, 'Accorder le label');
	const label = form(page, /^Label/);
	await label.getByLabel(/^Nom du territoire/).fill(NAME);
	await label.getByLabel(/^Référence de la décision/).fill('Décision 2026-12');
	await press(label, 'Accorder le label');
	await fact(page, 'État').getByText('Labellisée').waitFor();
	await story.instance.settled('registry');
	const { territories } = await story.instance.call('ListTerritories', { communeCode: FERTE }, { as: 'mairie' });
	assert.deepEqual(territories.map(({ name, status }) => [name, status]), [[NAME, 'TERRITORY_STATUS_LABELLED']]);
});

/* ---- Money */

check('the_town_asks_for_money', async (story) => {
	const { page } = await story.who('mairie');
	await page.goto('/financement/demandes/nouvelle?mesure=detr');
	const demand = form(page, /^Demande de/);
	await demand.getByLabel(/^Objet de la demande/).fill(OPERATION);
	await demand.getByLabel(/^Coût/).fill(String(COST_CENTS / 100));
	await demand.getByRole('button', { name: /^Demander ces montants/ }).first().click();
	await press(demand, 'Déposer la demande');
	await title(page, OPERATION);
	assert.equal((await application(story)).annualCostCents, String(COST_CENTS));
});

check('the_prefecture_asks_for_documents', async (story) => {
	const { page } = await story.who('prefecture-77');
	await page.goto('/financement/demandes');
	await page.getByRole('link', { name: OPERATION }).first().click();
	await title(page, OPERATION);
	await unfold(page, 'Demander des pièces');
	const request = form(page, /^Pièces demandées/);
	await request.getByLabel(/^Ce qui est demandé/).fill('Les pièces de l’article R2334-22.');
	await press(request, 'Demander des pièces');
	await page.getByText('Pièces demandées : le délai est arrêté').waitFor();
	assert.notDeepEqual((await application(story)).requestedDocumentCodes, []);
});

check('the_town_provides_them', async (story) => {
	const { page } = await story.who('mairie');
	await unfold(page, 'Fournir des pièces'); // its page has heard of the request
	const documents = form(page, /^Pièces fournies/);
	const boxes = documents.getByRole('textbox');
	await boxes.first().waitFor(); // until it is unfolded there are none to fill in
	for (const box of await boxes.all())
		await box.fill('délibération 2026-14 du 3 mars 2026');
	await press(documents, 'Fournir des pièces');
	await page.getByText('Pièces fournies.').waitFor();
	assert.ok((await application(story)).documents.every(({ reference }) => reference !== ''));
});

check('the_prefecture_decides', async (story) => {
	const { page } = await story.who('prefecture-77');
	await unfold(page, 'Déclarer le dossier complet');
	await press(form(page, /^Dossier complet/), 'Déclarer le dossier complet');
	await unfold(page, 'Accorder');
	const decision = form(page, /^Accord/);
	await decision.getByLabel(/^Référence de la décision/).fill('Arrêté 2026-112');
	await press(decision, 'Accorder');
	await page.getByText('Demande accordée.').waitFor();
	assert.equal((await application(story)).status, 'APPLICATION_STATUS_GRANTED');
});

check('the_prefecture_commits_and_pays', async (story) => {
	const { page } = await story.who('prefecture-77');
	await page.getByRole('button', { name: /^Engager pour/, expanded: false }).click();
	const commitment = form(page, /^Engagement/);
	await commitment.getByLabel(/^Référence de l’engagement/).fill('2100456789');
	await press(commitment, 'Engager');
	await page.getByRole('button', { name: /^Enregistrer un paiement/, expanded: false }).click();
	const payment = form(page, /^Paiement/);
	await payment.getByLabel(/^Référence du paiement/).fill('DP 4500012345');
	await press(payment, 'Enregistrer un paiement');
	await page.getByText(/^Paiement de .* enregistré/).waitFor();
	const { status, lines } = await application(story);
	assert.equal(status, 'APPLICATION_STATUS_PAID');
	assert.ok(lines.every(({ requestedCents, paidCents }) => requestedCents === paidCents && paidCents !== '0'));
});

check('the_town_sees_that_it_was_paid', async (story) => {
	const { page } = await story.who('mairie');
	await fact(page, 'Étape').getByText(/payée/i).waitFor();
});

/* ---- Those around them */

check('the_operator_lets_somebody_in', async (story) => {
	const { page } = await story.who('operator');
	await page.goto('/bus');
	for (const service of ['registry', 'eligibility', 'funding', 'club', 'gateway', 'bus'])
		await page.locator(`a[href="/bus/services/${service}"]`).first().waitFor();
	await page.goto('/bus/principaux');
	await unfold(page, 'Ajouter un acteur');
	const added = form(page, 'Ajout d’un acteur');
	await added.getByLabel(/^Identifiant/).fill('auditrice');
	await choose(added, 'Personne');
	await choose(added, 'Auditeur');
	await added.getByText(/^Toute la France/).click();
	await added.locator('button[type=submit]').click();
	await title(page, 'Acteur : auditrice');
	await form(page, 'Lien de connexion pour auditrice').locator('button[type=submit]').click();
	const link = await page.getByLabel(/^Lien de connexion, affiché/).inputValue();
	await (await story.who()).signIn(link);
});

check('the_public_finds_the_territory', async (story) => {
	const { page } = await story.browser.visitor();
	await page.goto('/territoires');
	await page.getByRole('combobox', { name: /^Aller à/ }).fill('jouarre et son');
	await page.getByRole('option', { name: new RegExp(NAME) }).click();
	await title(page, NAME);
	await page.getByRole('link', { name: 'La Ferté-sous-Jouarre', exact: true }).first().waitFor();
});

await runChecks(async (given) => {
	const instance = new Instance(given);
	const browser = await Browser.launch(instance);
	return { instance, browser, who: people(browser), settled: () => browser.settled(), end: () => browser.end() };
}, { isStory: true });
