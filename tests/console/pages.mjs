// Every page of the console, as somebody sees it to whom everything is shown, after a story was played: nothing that axe
// finds, in light and in dark, no page wider than its window, a picture of each, and search fields that keep what is typed.
import { Browser, DESKTOP } from './browser.mjs';
import { check, runChecks } from './checks.mjs';
import { examine } from './examine.mjs';
import { Instance } from './instance.mjs';
import { parameters, PATHS, pathOf } from './places.mjs';
import { typing } from './typing.mjs';

for (const name of Object.keys(PATHS)) {
	check(name, ({ browser, values }) => browser.lend('tout', async (visitor) => {
		await visitor.page.setViewportSize(DESKTOP);
		await visitor.open(pathOf(name, values));
		await examine(visitor, name);
		for (const box of await visitor.page.getByRole('searchbox').all())
			await typing(box, 'saint', 'la ');
	}));
}

check('inhabitants_are_typed_too', ({ browser }) => browser.lend('tout', async (visitor) => {
	await visitor.open(`${PATHS.territories}?echelon=communes`);
	await typing(visitor.page.getByLabel('Habitants, au moins'), '500', '1');
}));

await runChecks(async (given) => {
	const instance = new Instance(given);
	const browser = await Browser.launch(instance);
	return { browser, values: await parameters(instance), end: () => browser.end() };
}, { atATime: 2 });
