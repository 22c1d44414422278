// What if: weights are dragged, and who enters and who leaves follows; nothing of it is written. And a score on paper.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { choose, fact, form, press, title, unfold, until } from './acting.mjs';
import { Browser } from './browser.mjs';
import { check, runChecks } from './checks.mjs';
import { Instance } from './instance.mjs';

const FERTE = '77183';
const PLACES = { perDepartement: 10 }; // what the page begins with
const PAGES_MAX = 2;
const MOVES = 40;
const LATE_MS = 150; // before what was moved is in the address, and drawn for that
const TIMES = 4;
const QUESTIONS = '**/CompareGrids?*';
const SLOWER = 10;
const PRESSES = 8;

const slider = (page, name) => page.getByRole('slider', { name });
const weighs = (page, name, percent) => slider(page, name).and(page.locator(`[value="${percent}"]`)).waitFor();
const figure = (page, term) => page.locator('.pvd-figure', { hasText: term }).locator('.pvd-figure-value');
const settled = (page) => page.locator('.pvd-what-if-answer[aria-busy="false"] .pvd-figure').first().waitFor();

/* The weights as they stand, once the address says them. */
async function weights(page) {
	const values = await page.locator('.pvd-weight input').evaluateAll((inputs) => inputs.map(({ value }) => Number(value)));
	await page.waitForURL((url) => url.searchParams.get('poids') === values.join('-'));
	return values;
}

async function told(page) {
	const texts = await Promise.all(['communes entrent', 'communes sortent'].map((term) => figure(page, term).textContent()));
	return texts.map((text) => Number(text.replace(/\D/g, '')));
}

/* What the service says of the same weights to whoever asks it without a browser. */
async function expected(instance, percents) {
	const { grid } = await instance.call('GetGrid');
	const indicators = grid.indicators
		.map((line, n) => ({ ...line, weightBp: 100 * percents[n] }))
		.filter(({ weightBp }) => weightBp > 0);
	const tried = { ...grid, version: 'essai', indicators };
	delete tried.adoptedAt;
	const { enteringCount, leavingCount } = await instance.call('CompareGrids', { grid: tried, places: PLACES });
	return [enteringCount, leavingCount];
}

/* The page may still be taking in what was pressed: its answer is that of the weights it has before and after it. */
async function answered(page) {
	const look = async () => {
		const before = await weights(page);
		await settled(page);
		assert.deepEqual(await page.getByRole('alert').allTextContents(), []);
		return { before, answer: await told(page), after: await weights(page) };
	};
	const { before, answer, after } = await until(page, look, (found) => found.before.join() === found.after.join());
	assert.deepEqual(before, after, 'the weights never came to rest');
	return [before, answer];
}

async function agrees(page, instance) {
	const [percents, answer] = await answered(page);
	assert.equal(percents.reduce((sum, weight) => sum + weight, 0), 100);
	assert.deepEqual(answer, await expected(instance, percents));
}

check('at_first_nothing_changes', async ({ visitor }) => {
	await visitor.open('/eligibilite/et-si');
	await settled(visitor.page);
	assert.deepEqual(await told(visitor.page), [0, 0]);
});

check('the_keyboard_moves_a_weight_and_the_others_follow', async ({ visitor: { page }, instance }) => {
	await slider(page, 'Population municipale').focus();
	for (let presses = 0; presses < MOVES; presses++)
		await page.keyboard.press('ArrowRight');
	await agrees(page, instance);
	const [entering] = await told(page);
	assert.ok(entering > 0);
	await page.getByRole('heading', { name: 'Qui entre' }).waitFor();
	await page.getByRole('table', { name: 'Qui entre' }).getByRole('link').first().waitFor();
});

/* Addresses come after the hand, and later still where the machine is slow: each must leave alone what has moved since. */
check('on_a_slow_machine_a_weight_never_goes_back', async ({ visitor: { page } }) => {
	const machine = await page.context().newCDPSession(page);
	await machine.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
	await slider(page, 'Population municipale').evaluate((input) => {
		const output = input.parentElement.querySelector('output');
		window.seen = [input.valueAsNumber];
		new MutationObserver(() => window.seen.push(Number.parseInt(output.textContent, 10)))
			.observe(output, { subtree: true, childList: true, characterData: true });
	});
	await slider(page, 'Population municipale').focus();
	for (let presses = 0; presses < PRESSES; presses++) {
		const before = page.url();
		await page.keyboard.press('ArrowLeft');
		await page.waitForURL((url) => url.href !== before);
	}
	await machine.detach();
	const seen = await page.evaluate(() => window.seen);
	assert.deepEqual(seen, [...seen].sort((one, other) => other - one));
});

check('the_menu_begins_anew_and_back_brings_back', async ({ visitor: { page } }) => {
	const before = await weights(page);
	await page.getByRole('navigation').getByRole('button', { name: 'Éligibilité' }).click();
	await page.getByRole('link', { name: 'Et si ?' }).click();
	await figure(page, 'communes entrent').and(page.getByText('0', { exact: true })).waitFor();
	await page.goBack();
	await weighs(page, 'Population municipale', before[3]);
	assert.deepEqual(await weights(page), before);
});

check('a_locked_weight_stays', async ({ visitor: { page }, instance }) => {
	const before = await weights(page);
	await page.getByRole('button', { name: /^Verrouiller : Chef-lieu/ }).click();
	await slider(page, 'Population municipale').focus();
	await page.keyboard.press('Home');
	const after = await weights(page);
	assert.equal(after[2], before[2]);
	assert.equal(after[3], 0);
	await agrees(page, instance);
});

check('whoever_drags_has_one_question_on_its_way_and_the_last_one_answered', async ({ visitor: { page }, instance }) => {
	let onTheirWay = 0;
	let most = 0;
	let asked = 0;
	const isAsked = (request) => request.url().includes('/CompareGrids');
	page.on('request', (request) => {
		if (isAsked(request)) {
			asked++;
			most = Math.max(most, ++onTheirWay);
		}
	});
	page.on('requestfinished', (request) => {
		if (isAsked(request))
			onTheirWay--;
	});
	const { x, y, width, height } = await slider(page, /^Part dans la population/).boundingBox();
	await page.mouse.move(x + width / 2, y + height / 2);
	await page.mouse.down();
	for (let step = 0; step <= MOVES; step++)
		await page.mouse.move(x + (width * (MOVES - step)) / MOVES, y + height / 2);
	await page.mouse.move(x + width / 3, y + height / 2, { steps: 5 });
	await page.mouse.up();
	await agrees(page, instance);
	assert.ok(asked > 1, `${asked} questions`);
	assert.equal(most, 1);
});

check('no_answer_is_taken_for_that_of_what_was_asked_since', async ({ visitor: { page }, instance }) => {
	const late = async (route) => {
		await page.waitForTimeout(LATE_MS);
		await route.continue();
	};
	await page.route(QUESTIONS, late);
	for (let time = 0; time < TIMES; time++) {
		for (let presses = 0; presses < 3; presses++)
			await slider(page, /^Part dans la population/).press('ArrowRight');
		await agrees(page, instance);
	}
	await page.unroute(QUESTIONS, late);
});

check('a_question_that_nobody_answered_is_asked_again', async ({ visitor: { page }, instance, browser }) => {
	let lost = 0;
	browser.allow(/^failed: GET \S*\/CompareGrids\?/);
	await page.route(QUESTIONS, (route) => {
		lost++;
		return route.abort('connectionreset');
	}, { times: 1 });
	await slider(page, /^Part dans la population/).press('ArrowRight');
	await agrees(page, instance);
	assert.equal(lost, 1);
});

check('its_address_shows_another_the_same', async ({ visitor, browser }) => {
	const other = await browser.visitor();
	await other.open(visitor.page.url());
	await settled(other.page);
	assert.deepEqual(await told(other.page), await told(visitor.page));
});

check('nothing_was_written', async ({ instance, before }) => {
	assert.equal(await entries(instance), before);
});

check('the_grid_is_downloaded_as_an_import_takes_it', async ({ visitor: { page }, instance }) => {
	const percents = (await weights(page)).filter((weight) => weight > 0);
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Télécharger cette grille' }).click(),
	]);
	const { grid } = JSON.parse(await readFile(await download.path(), 'utf8'));
	await instance.pvd('import', 'grid', await download.path());
	const { grid: adopted } = await instance.call('GetGrid', { version: grid.version });
	assert.deepEqual(adopted.indicators.map(({ weightBp }) => weightBp / 100), percents);
});

// ---- Beside a score, and on paper

check('a_prefet_speaks_beside_a_score', async ({ prefecture: { page }, instance }) => {
	await page.goto(`/eligibilite/communes/${FERTE}`);
	await unfold(page, 'Enregistrer une dérogation');
	const said = form(page, /^Dérogation pour/);
	await choose(said, 'Retenir malgré le rang');
	await said.getByLabel(/^Motif/).fill('Elle a le seul collège à vingt kilomètres.');
	await press(said, 'Enregistrer la dérogation');
	await fact(page, 'Sens').getByText('À retenir').waitFor();
	const { overrides } = await instance.call('ListOverrides', { communeCode: FERTE });
	assert.deepEqual(overrides.map(({ kind }) => kind), ['OVERRIDE_KIND_RETAIN']);
});

check('and_takes_it_back', async ({ prefecture: { page }, instance }) => {
	await unfold(page, 'Retirer la dérogation');
	const withdrawal = form(page, /^Retrait/);
	await withdrawal.getByLabel(/^Motif/).fill('Le collège ferme.');
	await press(withdrawal, 'Retirer la dérogation');
	await page.getByText(/^Aucune dérogation/).waitFor();
	const { overrides } = await instance.call('ListOverrides', { communeCode: FERTE });
	assert.equal(overrides.length, 0);
});

check('a_score_is_printed_on_two_pages_that_say_where_they_come_from', async ({ visitor }) => {
	const { page } = visitor;
	await visitor.open(`/eligibilite/communes/${FERTE}`);
	await title(page, 'Score de La Ferté-sous-Jouarre');
	await page.emulateMedia({ media: 'print' });
	const text = await page.locator('body').innerText();
	for (const part of ['Score de La Ferté-sous-Jouarre', 'Niveau × poids = points', 'Population municipale', `${page.url()}`, 'grille grille-2026-1'])
		assert.ok(text.includes(part), `${part} is not printed:\n${text}`);
	for (const part of ['Se connecter', 'Plan du site', 'Imprimer'])
		assert.ok(!text.includes(part), `${part} is printed`);
	const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
	const pages = pdf.match(/\/Type \/Page\b/g).length;
	assert.ok(pages <= PAGES_MAX, `${pages} pages`);
	assert.match(pdf, /\/ToUnicode/); // it has text, not pictures of it
});

async function entries(instance) {
	const lines = await instance.pvd('events', '--service', 'eligibility', '--json');
	return lines.split('\n').filter((line) => line !== '').length;
}

await runChecks(async (given) => {
	const instance = new Instance(given);
	const browser = await Browser.launch(instance);
	return {
		instance,
		browser,
		visitor: await browser.visitor(),
		prefecture: await browser.visitor('prefecture-77'),
		before: await entries(instance),
		settled: () => browser.settled(),
		end: () => browser.end(),
	};
}, { isStory: true });
