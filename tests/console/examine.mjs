// What is asked of every page, whatever it shows.
import { until } from './acting.mjs';
import { findings } from './axe.mjs';
import { DESKTOP } from './browser.mjs';

const PHONE = { width: 390, height: 844 };
const NARROW = { width: 320, height: 640 }; // WCAG 1.4.10
const ZOOMED = { width: 640, height: 450 }; // a window of 1280 at 200 %, WCAG 1.4.4

function assertNone(found, where) {
	if (found.length > 0)
		throw new Error(`${where}: ${found.length} finding(s)\n${found.join('\n')}`);
}

/* What is folded away is part of the page, too. */
export async function unfold(page) {
	const folded = page.locator('main .fr-accordion__btn[aria-expanded="false"]');
	for (let left = await folded.count(); left > 0; left--)
		await folded.first().click();
	for (const details of await page.locator('main details:not([open]) > summary').all())
		await details.click();
}

/* By how many pixels the page is wider than its window, and what sticks out. */
function sticksOut() {
	const { clientWidth, scrollWidth } = document.documentElement;
	if (scrollWidth <= clientWidth)
		return [];
	const beyond = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
	return [`${scrollWidth - clientWidth} px`, ...beyond.slice(0, 5).map((one) => one.outerHTML.slice(0, 160))];
}

/* What still sticks out once the design system's scripts, which lay some parts out anew, have seen the size. */
export async function overhang(page, size) {
	await page.setViewportSize(size);
	return until(page, () => page.evaluate(sticksOut), (found) => found.length === 0);
}

/* All of it, and its pictures. */
export async function examine(visitor, name) {
	const { page } = visitor;
	await page.emulateMedia({ colorScheme: 'light' }); // whatever an earlier page ended with
	await visitor.picture(`${name}-${DESKTOP.width}`);
	await unfold(page);
	assertNone(await findings(page), 'axe, light');
	await page.emulateMedia({ colorScheme: 'dark' });
	assertNone(await findings(page, { ofColours: true }), 'axe, dark');
	await page.emulateMedia({ colorScheme: 'light' });
	assertNone(await overhang(page, ZOOMED), 'at 200 %');
	assertNone(await overhang(page, NARROW), 'at 320 px');
	await page.setViewportSize(PHONE);
	await visitor.picture(`${name}-${PHONE.width}`);
}

/* What a state of a page can change: what it says, and how. */
export async function examineBriefly({ page }) {
	assertNone(await findings(page), 'axe');
}
