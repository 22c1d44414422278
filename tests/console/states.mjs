// Every page where there is nothing to show: to whoever is not signed in, and while the services are away. A page says so,
// and axe finds nothing in how it does.
import { Browser } from './browser.mjs';
import { check, runChecks } from './checks.mjs';
import { examineBriefly } from './examine.mjs';
import { Instance } from './instance.mjs';
import { parameters, PATHS, pathOf } from './places.mjs';

const REFUSED = /^status (401|403)/;
const AWAY = /^status 503/;
const DOMAIN = ['registry', 'eligibility', 'funding', 'club'];

for (const name of Object.keys(PATHS)) {
	check(`${name}_signed_out`, ({ browser, values }) => browser.lend('', async (visitor) => {
		visitor.watch.allow(REFUSED);
		await visitor.visit(pathOf(name, values));
		await examineBriefly(visitor);
	}));
}

/* All at once: what a page waits for before it gives up passes meanwhile. */
for (const name of Object.keys(PATHS)) {
	check(`${name}_away`, ({ browser, values, awayNow }) => browser.lend('tout', async (visitor) => {
		awayNow();
		visitor.watch.allow(AWAY);
		await visitor.visit(pathOf(name, values));
		await examineBriefly(visitor);
	}));
}

await runChecks(async (given) => {
	const instance = new Instance(given);
	const browser = await Browser.launch(instance);
	let isAway = false;
	const awayNow = () => {
		if (!isAway)
			instance.away(...DOMAIN);
		isAway = true;
	};
	const end = () => {
		instance.back();
		return browser.end();
	};
	return { browser, values: await parameters(instance), awayNow, end };
}, { atATime: 4 });
