// What a person sends is kept while a service, the network or their own session is away, and done once.
import assert from 'node:assert/strict';
import { choose, fact, form, press, unfold } from './acting.mjs';
import { Browser } from './browser.mjs';
import { check, runChecks } from './checks.mjs';
import { Instance } from './instance.mjs';

const PROVINS = '77379'; // whose mayor acts; the préfecture acts for the others
const FONTAINEBLEAU = '77186';
const AMILLIS = '77002';
const AULNOY = '77013';
const MAINCY = '77269';
const AVON = '77014';
const NOTE = 'Le centre et la gare : commerces, logements, bords de Marne.';
const UNANSWERED = [/^status 503/, /^failed: .*ERR_(CONNECTION|INTERNET|EMPTY|NETWORK|INCOMPLETE)/];
const TRIES = 6; // after which the next one would be half a minute away
const SOON_MS = 10_000;
const NOT_SIGNED_IN = /^status 401/;

const candidacy = (page) => form(page, /^Candidature/);
const send = (page) => press(candidacy(page), 'Manifester son intérêt');
const waits = (within) => within.getByText('En attente du service').waitFor();
const told = (page) => page.getByRole('region', { name: 'Actes en cours' });

/* Fails unless `act` leaves exactly one entry of a type in a service's journal. */
async function once(instance, service, type, act) {
	const before = await instance.count(service, type);
	await act();
	assert.equal(await instance.count(service, type), before + 1, `${type} in the journal`);
}

async function openNew({ page }, commune) {
	await page.goto(`/candidatures/nouvelle?commune=${commune}`);
	await page.getByRole('heading', { name: 'Intercommunalités de la candidature' }).waitFor();
}

const submitted = (page) => page.getByRole('heading', { level: 1, name: /^Candidature de/ });

/* ---- A service that is away for long, and a page that is loaded anew meanwhile */

check('what_was_typed_is_kept_while_the_service_is_away', async ({ browser, instance, town }) => {
	const { page } = town;
	browser.allow(...UNANSWERED);
	await openNew(town, PROVINS);
	instance.away('registry');
	await page.getByLabel('Note de projet').fill(NOTE);
	await send(page);
	await waits(candidacy(page));
	assert.equal(await page.getByLabel('Note de projet').inputValue(), NOTE);
	assert.ok(await page.getByLabel('Note de projet').isDisabled(), 'what is being sent can be changed');
});

check('it_is_kept_when_the_page_is_loaded_anew', async ({ browser, town: { page } }) => {
	browser.allow(...UNANSWERED);
	await page.reload();
	await waits(candidacy(page));
	assert.equal(await page.getByLabel('Note de projet').inputValue(), NOTE);
});

check('it_is_shown_as_waiting_on_other_pages', async ({ browser, town: { page } }) => {
	browser.allow(...UNANSWERED);
	await page.goto('/contact');
	await told(page).getByText(/^En attente : Candidature/).waitFor();
});

check('it_is_done_once_when_the_service_is_back', async ({ browser, instance, submissions, town: { page } }) => {
	browser.allow(...UNANSWERED);
	instance.back();
	await told(page).getByText(/^Fait : Candidature/).waitFor();
	assert.equal(await instance.count('registry', 'CandidacySubmitted'), submissions + 1);
});

/* ---- Killed while it is at it */

for (const [service, commune] of [['registry', FONTAINEBLEAU], ['bus', AMILLIS], ['gateway', AULNOY]]) {
	check(`killed_while_it_decides_${service}`, async ({ browser, instance, prefecture }) => {
		const { page } = prefecture;
		browser.allow(...UNANSWERED);
		await openNew(prefecture, commune);
		await page.getByLabel('Note de projet').fill(NOTE);
		await once(instance, 'registry', 'CandidacySubmitted', async () => {
			instance.kill('registry', 'SIGSTOP'); // has the command, and does not answer
			await Promise.all([page.waitForRequest(/SubmitCandidacy/), send(page)]);
			instance.kill(service);
			if (service !== 'registry')
				instance.kill('registry', 'SIGCONT');
			await submitted(page).waitFor();
		});
	});
}

/* ---- The network, the session */

check('what_is_sent_without_a_network_is_done_when_it_is_back', async ({ browser, instance, prefecture }) => {
	const { page, context } = prefecture;
	browser.allow(...UNANSWERED);
	await unfold(page, 'Donner un avis');
	const opinion = form(page, /^Avis sur/);
	await choose(opinion, 'Favorable');
	await once(instance, 'registry', 'OpinionGiven', async () => {
		await context.setOffline(true);
		await press(opinion, 'Donner un avis');
		await waits(opinion);
		await context.setOffline(false);
		await fact(page, 'Avis du préfet').getByText('Favorable', { exact: true }).waitFor();
	});
});

check('a_network_whose_first_moments_carry_nothing_is_tried_again_soon', async ({ browser, instance, prefecture }) => {
	const { page } = prefecture;
	browser.allow(...UNANSWERED);
	await openNew(prefecture, AVON);
	await page.getByLabel('Note de projet').fill(NOTE);
	await once(instance, 'registry', 'CandidacySubmitted', async () => {
		await page.route('**/SubmitCandidacy', (route) => route.abort('internetdisconnected'));
		await send(page);
		await waits(candidacy(page));
		for (let time = 0; time < TRIES; time++)
			await Promise.all([page.waitForEvent('requestfailed'), page.evaluate(() => window.dispatchEvent(new Event('online')))]);
		await page.unroute('**/SubmitCandidacy');
		await submitted(page).waitFor({ timeout: SOON_MS });
	});
});

check('what_is_sent_after_the_session_ended_is_done_after_signing_in', async ({ browser, instance, prefecture }) => {
	const { page, who } = prefecture;
	browser.allow(NOT_SIGNED_IN);
	await openNew(prefecture, MAINCY);
	await page.getByLabel('Note de projet').fill(NOTE);
	await once(instance, 'registry', 'CandidacySubmitted', async () => {
		await instance.endSessions(who);
		await send(page);
		await page.getByRole('link', { name: 'reconnectez-vous' }).waitFor();
		await prefecture.signIn(await instance.link(who));
		await told(page).getByText(/^Fait : Candidature/).waitFor();
	});
});

/* ---- That these checks would see it */

check('an_act_done_twice_is_seen', async ({ instance }) => {
	const [candidacy] = (await instance.call('ListCandidacies', {}, { as: 'prefecture-77' })).candidacies;
	const opinion = { candidacyId: candidacy.id, kind: 'OPINION_KIND_FAVOURABLE', rank: 1 };
	const twice = async () => {
		await instance.call('GiveOpinion', opinion, { as: 'prefecture-77' });
		await instance.call('GiveOpinion', { ...opinion, rank: 2 }, { as: 'prefecture-77' });
	};
	await assert.rejects(once(instance, 'registry', 'OpinionGiven', twice), /OpinionGiven in the journal/);
});

await runChecks(async (given) => {
	const instance = new Instance(given);
	const browser = await Browser.launch(instance);
	const town = await browser.visitor('provins');
	const prefecture = await browser.visitor('prefecture-77');
	const submissions = await instance.count('registry', 'CandidacySubmitted'); // so far
	return { browser, instance, town, prefecture, submissions, settled: () => browser.settled(), end: () => {
		instance.back();
		return browser.end();
	} };
}, { isStory: true });
