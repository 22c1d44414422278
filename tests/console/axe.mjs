// What axe-core finds on a page against WCAG 2.1, A and AA, as sentences.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/* The frame around every page is the same on all; one check looks at it. */
const OWN = { exclude: ['header', 'footer'] };

/* Once nothing moves: boxes that pass over each other have colours of no meaning. What a click or another colour scheme
 * sets in motion, DSFR begins in the next frame. */
async function comeToRest(page) {
	await page.evaluate(async () => {
		const frame = () => new Promise(requestAnimationFrame);
		await frame();
		for (let moving = document.getAnimations(); moving.length > 0; moving = document.getAnimations()) {
			await Promise.allSettled(moving.map(({ finished }) => finished));
			await frame();
		}
	});
}

/* `ofColours`: only what another colour scheme can change; `whole`: with the frame around the page. */
export async function findings(page, { ofColours = false, whole = false } = {}) {
	await comeToRest(page);
	if (!(await page.evaluate(() => 'axe' in window)))
		await page.evaluate(SOURCE);
	const runOnly = ofColours ? { type: 'rule', values: OF_COLOURS } : { type: 'tag', values: TAGS };
	const { violations } = await page.evaluate(([where, only]) => window.axe.run(where ?? document,
		{ runOnly: only, resultTypes: ['violations'] }), [whole ? null : OWN, runOnly]);
	return violations.flatMap(({ id, help, nodes }) =>
		nodes.map(({ target, html }) => `${id}: ${help}: ${target.join(' ')}: ${html.slice(0, 200)}`));
}
