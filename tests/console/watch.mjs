// That a page which does what none may is seen: by the watch over every page, by axe, by the width of the window.
import assert from 'node:assert/strict';
import { findings } from './axe.mjs';
import { Browser } from './browser.mjs';
import { check, runChecks } from './checks.mjs';
import { overhang } from './examine.mjs';
import { Instance } from './instance.mjs';

/* Puts a fault into a page; fails unless the watch says it in these words. */
async function plantedIs(visitor, words, fault) {
	await visitor.page.evaluate(fault);
	await visitor.page.waitForTimeout(300);
	assert.match(visitor.watch.take().join('\n'), words);
}

check('an_inline_style_is_seen', ({ visitor }) => plantedIs(visitor, /Content Security Policy/, () => {
	document.body.insertAdjacentHTML('beforeend', '<style>p { color: red }</style>');
}));

check('an_inline_script_is_seen', ({ visitor }) => plantedIs(visitor, /Content Security Policy/, () => {
	document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }));
}));

check('a_request_to_another_site_is_seen', ({ visitor }) => plantedIs(visitor, /request to another site|Content Security Policy/, () => {
	fetch('https://ailleurs.example/').catch(() => null);
}));

check('a_warning_is_seen', ({ visitor }) => plantedIs(visitor, /console warning: attention/, () => {
	console.warn('attention');
}));

check('what_is_thrown_is_seen', ({ visitor }) => plantedIs(visitor, /threw: Error: planted/, () => {
	setTimeout(() => {
		throw new Error('planted');
	});
}));

check('a_request_that_fails_is_seen', ({ visitor }) => plantedIs(visitor, /status 404/, () => {
	fetch('/api/nothing');
}));

check('axe_sees_a_control_without_a_name', async ({ visitor: { page } }) => {
	assert.deepEqual(await findings(page), []);
	await page.evaluate(() => document.querySelector('main').append(document.createElement('button')));
	assert.match((await findings(page)).join('\n'), /^button-name/);
});

/* A line of text in colours that nobody can read; for `ms` alone, if said, from the next frame on, as DSFR moves things. */
async function addUnreadable(page, ms = 0) {
	await page.evaluate((duration) => {
		const colours = { color: '#888', backgroundColor: '#999' };
		const text = Object.assign(document.createElement('p'), { textContent: 'À peine' });
		document.querySelector('main').append(text);
		if (duration === 0)
			Object.assign(text.style, colours);
		else
			requestAnimationFrame(() => text.animate([colours, colours], duration));
	}, ms);
}

check('axe_sees_colours_too_close_in_either_scheme', async ({ visitor: { page } }) => {
	await addUnreadable(page);
	for (const colorScheme of ['light', 'dark']) {
		await page.emulateMedia({ colorScheme });
		assert.match((await findings(page, { ofColours: true })).join('\n'), /color-contrast/);
	}
});

check('axe_looks_once_nothing_moves', async ({ visitor: { page } }) => {
	await addUnreadable(page, 2_000);
	assert.deepEqual(await findings(page, { ofColours: true }), []);
});

check('a_page_wider_than_its_window_is_seen', async ({ visitor: { page } }) => {
	await page.evaluate(() => {
		const wide = document.createElement('div');
		wide.style.width = '2000px';
		wide.style.height = '1px';
		document.querySelector('main').append(wide);
	});
	assert.notDeepEqual(await overhang(page, { width: 320, height: 640 }), []);
});

await runChecks(async (given) => {
	const browser = await Browser.launch(new Instance(given));
	const visitor = await browser.visitor();
	await visitor.open('/contact');
	return { visitor, settled: () => visitor.open('/contact'), end: () => browser.end() };
});
