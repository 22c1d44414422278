// The first page, as somebody has it who comes for the first time: what it weighs, how soon it can be used, and that it
// can be used without a mouse.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { findings } from './axe.mjs';
import { Browser, PICTURES } from './browser.mjs';
import { check, runChecks } from './checks.mjs';
import { Instance } from './instance.mjs';

const WEIGHT_BYTES = 400_000; // as transferred, compressed
const AIM_MS = 1_000; // on loopback, with the machine to itself
const BOUND_MS = 10_000; // under the sanitizers, beside other tests

/* Bytes as they came over the wire, all requests together. */
async function weighed(page, work) {
	const session = await page.context().newCDPSession(page);
	await session.send('Network.enable');
	let bytes = 0;
	session.on('Network.loadingFinished', ({ encodedDataLength }) => {
		bytes += encodedDataLength;
	});
	await work();
	return bytes;
}

check('it_is_light_and_soon_usable', async ({ browser }) => {
	const { page } = await browser.visitor();
	const start = performance.now();
	let ms = 0;
	const bytes = await weighed(page, async () => {
		await page.goto('/', { waitUntil: 'commit' });
		await page.getByRole('heading', { level: 1 }).waitFor();
		await page.getByRole('button', { name: 'Éligibilité' }).click({ trial: true });
		await page.locator('main svg a').first().waitFor();
		ms = Math.round(performance.now() - start);
		await page.waitForLoadState('networkidle');
	});
	writeFileSync(`${PICTURES}first-page.json`, `${JSON.stringify({ bytes, ofAtMost: WEIGHT_BYTES, ms, aimed: AIM_MS })}\n`);
	assert.ok(bytes < WEIGHT_BYTES, `${bytes} bytes`);
	assert.ok(ms < BOUND_MS, `${ms} ms`);
});

check('its_whole_frame_has_no_finding', async ({ visitor: { page }, open }) => {
	await open('/');
	for (const colorScheme of ['light', 'dark']) {
		await page.emulateMedia({ colorScheme });
		assert.deepEqual(await findings(page, { whole: true }), [], colorScheme);
	}
});

const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim());

check('the_keyboard_skips_to_the_content', async ({ visitor: { page }, open }) => {
	await open('/contact');
	await page.keyboard.press('Tab');
	assert.equal(await focused(page), 'Contenu');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	assert.ok(await page.evaluate(() => document.activeElement.closest('main, footer') !== null), await focused(page));
});

/* Tab by tab, until what has the focus answers to `where`. */
async function tabTo(page, where) {
	for (let tabs = 0; tabs < 80; tabs++) {
		if (await page.evaluate((selector) => document.activeElement.matches(selector), where))
			return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`the keyboard does not reach ${where}`);
}

check('the_keyboard_fills_a_form_in_and_sends_it', async ({ town: { page } }) => {
	await page.goto('/candidatures/nouvelle');
	await page.getByRole('combobox').waitFor();
	await tabTo(page, '#commune_codes');
	await page.keyboard.type('provins');
	await page.getByRole('option').first().waitFor();
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'Intercommunalités de la candidature' }).waitFor();
	await tabTo(page, 'textarea');
	await page.keyboard.type('Redonner vie au centre.');
	await tabTo(page, 'form.pvd-form button[type=submit]');
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { level: 1, name: 'Candidature de Provins' }).waitFor();
});

await runChecks(async (given) => {
	const browser = await Browser.launch(new Instance(given));
	const [visitor, town] = [await browser.visitor(), await browser.visitor('provins')];
	return { browser, visitor, town, open: (path) => visitor.open(path), settled: () => browser.settled(), end: () => browser.end() };
});
