// Two people before one candidacy: each sees at once what the other does, and an act that comes too late is refused in the
// service's own words.
import { choose, fact, form, press, unfold } from './acting.mjs';
import { Browser } from './browser.mjs';
import { check, runChecks } from './checks.mjs';
import { Instance } from './instance.mjs';

const COULOMMIERS = '77131';
const PAYS_DE_BRIE = '200090504';
const SEEN_MS = 3_000; // from one browser into the other, without a reload
const OFFLINE = [/^failed: .*ERR_(INTERNET|NETWORK)/];
const REFUSED = /^status 400: POST/;

check('one_sees_what_the_other_does', async ({ town, prefecture, path }) => {
	await Promise.all([town.open(path), prefecture.open(path)]);
	const { page } = prefecture;
	await unfold(page, 'Donner un avis');
	const opinion = form(page, /^Avis sur/);
	await choose(opinion, 'Favorable');
	await press(opinion, 'Donner un avis');
	await fact(town.page, 'Avis du préfet').getByText('Favorable', { exact: true }).waitFor({ timeout: SEEN_MS });
});

check('what_comes_too_late_is_refused_with_its_reason', async ({ town, prefecture }) => {
	prefecture.watch.allow(...OFFLINE, REFUSED);
	const { page, context } = prefecture;
	const opinion = form(page, /^Avis sur/);
	await opinion.getByLabel(/^Rang/).fill('2');
	await context.setOffline(true);
	await press(opinion, 'Donner un avis');
	await opinion.getByText('En attente du service').waitFor();

	await unfold(town.page, 'Retirer la candidature');
	const withdrawal = form(town.page, /^Retrait/);
	await withdrawal.getByRole('textbox').fill('Le conseil municipal y renonce.');
	await press(withdrawal, 'Retirer la candidature');
	await fact(town.page, 'État').getByText(/retirée/i).waitFor();

	await context.setOffline(false);
	await page.getByText('CANDIDACY_CLOSED').first().waitFor();
	await fact(page, 'État').getByText(/retirée/i).waitFor();
});

await runChecks(async (given) => {
	const instance = new Instance(given);
	const { candidacy } = await instance.call('SubmitCandidacy', {
		communeCodes: [COULOMMIERS], epciSirens: [PAYS_DE_BRIE], projectNote: 'Redonner vie au centre.',
	}, { as: 'prefecture-77' });
	const browser = await Browser.launch(instance);
	return {
		town: await browser.visitor('coulommiers'),
		prefecture: await browser.visitor('prefecture-77'),
		path: `/candidatures/${candidacy.id}`,
		settled: () => browser.settled(),
		end: () => browser.end(),
	};
}, { isStory: true });
