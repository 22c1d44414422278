// A script's checks, each by its name, which is a test case of the Python file that runs the script (lib/console.py):
//   node SCRIPT --list      their names, one a line
//   node SCRIPT < GIVEN     runs them on the instance that GIVEN describes; what came of each, one JSON object a line
import { text } from 'node:stream/consumers';

const CHECK_SECONDS = 60;
const checks = [];

/* `run` is given what `runChecks` began with. Names are identifiers, so that GUARANTEES.md can cite them. */
export function check(name, run) {
	if (!/^\w+$/.test(name) || checks.some((other) => other.name === name))
		throw new Error(`a check's name is an identifier of its own: ${name}`);
	checks.push({ name, run });
}

function told(name, state, reason = '') {
	console.log(JSON.stringify({ name, state, text: reason }));
}

async function timed(work) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`not done after ${CHECK_SECONDS} s`)), CHECK_SECONDS * 1000);
	});
	return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/* One after the other; whatever follows a failure of a story stands on what is not there, and fails by it. */
async function inOrder(context, isStory) {
	let failed = '';
	for (const { name, run } of checks) {
		if (failed && isStory) {
			told(name, 'failed', `not reached: ${failed} failed`);
			continue;
		}
		failed = (await one(name, run, context)) ? failed : name;
	}
}

/* Whether it did what it says; how its pages behaved meanwhile may fail it, too. */
async function one(name, run, context) {
	try {
		await timed(run(context));
	} catch (error) {
		told(name, 'failed', error.stack);
		return false;
	}
	try {
		await context.settled?.();
		told(name, 'passed');
	} catch (error) {
		told(name, 'failed', error.stack);
	}
	return true;
}

async function sideBySide(context, atATime) {
	const waiting = [...checks];
	const worker = async () => {
		for (let next = waiting.shift(); next; next = waiting.shift()) {
			const { name, run } = next;
			await timed(run(context)).then(() => told(name, 'passed'), (error) => told(name, 'failed', error.stack));
		}
	};
	await Promise.all(Array.from({ length: atATime }, worker));
}

/* `begin` makes what checks are given from what the test gave; its `end` is called whatever happens, its `settled` after
 * each check that passed, which it may fail. `isStory`: each check stands on those before. */
export async function runChecks(begin, { isStory = false, atATime = 1 } = {}) {
	if (process.argv[2] === '--list') {
		console.log(checks.map(({ name }) => name).join('\n'));
		return;
	}
	const context = await begin(JSON.parse(await text(process.stdin)));
	try {
		await (atATime > 1 ? sideBySide(context, atATime) : inOrder(context, isStory));
	} finally {
		await context.end();
	}
}
