// How people find what they act with: by what it says.

/* A form by its title, or by what its title begins with. */
export const form = (page, title) => page.getByRole('form', { name: title });

export const fact = (page, term) => page.locator('.pvd-fact', { hasText: term });

const LOOKS_MAX = 20;
const LOOK_MS = 100;

/* What `look` finds, once `isDone` with it, or after the last look: the page may still be taking in what was done to it. */
export async function until(page, look, isDone) {
	let found = await look();
	for (let looks = 1; !isDone(found) && looks < LOOKS_MAX; looks++) {
		await page.waitForTimeout(LOOK_MS);
		found = await look();
	}
	return found;
}

export async function unfold(page, act) {
	await page.getByRole('button', { name: act, expanded: false }).click();
}

/* One of several choices, or a box; what is clicked is its label, as DSFR hides the control itself. */
export async function choose(within, label) {
	await within.getByText(label, { exact: true }).click();
}

export async function press(within, name) {
	await within.getByRole('button', { name, exact: true }).click();
}

export async function title(page, name) {
	await page.getByRole('heading', { level: 1, name }).waitFor();
}
