// Every page on an instance that holds nothing yet: each says what would be there, or that there is no such thing, and axe
// finds nothing in how it does.
import { Browser } from './browser.mjs';
import { check, runChecks } from './checks.mjs';
import { examineBriefly } from './examine.mjs';
import { Instance } from './instance.mjs';
import { invented, PATHS, pathOf } from './places.mjs';

const NOTHING_YET = /^status (400|404): GET/;

for (const name of Object.keys(PATHS)) {
	check(`${name}_empty`, ({ browser }) => browser.lend('tout', async (visitor) => {
		visitor.watch.allow(NOTHING_YET);
		await visitor.visit(pathOf(name, invented()));
		await examineBriefly(visitor);
	}));
}

await runChecks(async (given) => {
	const browser = await Browser.launch(new Instance(given));
	return { browser, end: () => browser.end() };
}, { atATime: 2 });
