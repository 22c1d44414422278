// Chromium as a person has it, watched: whatever a page did that it should not have, fails the check that opened it.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const PICTURES = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));
export const DESKTOP = { width: 1280, height: 900 };

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];
const PATIENCE_MS = 45_000; // sanitized services, beside other tests; less than a check has, so that it tells what it waited for

/* Of a request that went away with its page, or that React asked for twice. */
const GIVEN_UP = 'net::ERR_ABORTED';
/* What the browser says of an answer that `response` and `requestfailed` tell of, too. */
const OF_AN_ANSWER = /^Failed to load resource/;

/* That one is no member of the Club, that the operator has not described the site, or that somebody whose pages are opened
 * side by side has as many streams as one may: answers, which are given as refusals. */
const ANSWERS = [/^status 400: GET \S*\/(GetMembership|GetSite)\?/, /^status 429: GET \S*\/api\/events\?/];

/* What a context's pages did that no page may: `faults`, sentences. `allow` names what a check expects, as patterns of
 * such sentences. */
class Watch {
	constructor(context, origin) {
		this.origin = origin;
		this.faults = [];
		this.allowed = [];
		context.on('console', (message) => this.#heard(message));
		context.on('weberror', (error) => this.#note(`threw: ${error.error().stack}`));
		context.on('request', (request) => this.#sent(request));
		context.on('requestfailed', (request) => this.#failed(request));
		context.on('response', (answer) => this.#answered(answer));
	}

	#note(fault) {
		this.faults.push(fault);
	}

	#heard(message) {
		if (['error', 'warning'].includes(message.type()) && !OF_AN_ANSWER.test(message.text()))
			this.#note(`console ${message.type()}: ${message.text()}`);
	}

	#sent(request) {
		const { protocol, origin } = new URL(request.url());
		if (protocol !== 'data:' && protocol !== 'blob:' && origin !== this.origin)
			this.#note(`request to another site: ${request.url()}`);
	}

	#failed(request) {
		const reason = request.failure()?.errorText;
		if (reason !== GIVEN_UP)
			this.#note(`failed: ${request.method()} ${request.url()} ${reason}`);
	}

	/* Who asks to read behind a position may be told that it cannot be waited for, and asks again without. */
	#answered(answer) {
		if (answer.status() >= 400 && !('pvd-at-least' in answer.request().headers()))
			this.#note(`status ${answer.status()}: ${answer.request().method()} ${answer.url()}`);
	}

	allow(...patterns) {
		this.allowed.push(...patterns);
	}

	/* What is left of the faults; they are told once. */
	take() {
		const left = this.faults.filter((fault) => ![...ANSWERS, ...this.allowed].some((pattern) => pattern.test(fault)));
		this.faults = [];
		this.allowed = [];
		return left;
	}
}

/* A browser, and those who sit before it. */
export class Browser {
	static async launch(instance) {
		await mkdir(PICTURES, { recursive: true });
		return new Browser(await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS }), instance);
	}

	constructor(chrome, instance) {
		this.chrome = chrome;
		this.instance = instance;
		this.visitors = [];
		this.idle = [];
	}

	/* Somebody with a browser of their own; signed in, if `principal` says as whom. */
	async visitor(principal = '', options = {}) {
		const { address } = this.instance;
		const context = await this.chrome.newContext({ baseURL: address, locale: 'fr-FR', timezoneId: 'Europe/Paris',
			viewport: DESKTOP, ...options });
		context.setDefaultTimeout(PATIENCE_MS);
		const visitor = new Visitor(context, new Watch(context, address), principal);
		this.visitors.push(visitor);
		visitor.page = await context.newPage();
		if (principal)
			await visitor.signIn(await this.instance.link(principal));
		return visitor;
	}

	/* Work in the browser of somebody who waits for it, for checks side by side; fails if a page did what no page may. */
	async lend(principal, work) {
		const who = principal || 'public';
		const at = this.idle.findIndex((visitor) => visitor.who === who);
		const visitor = at < 0 ? await this.visitor(principal) : this.idle.splice(at, 1)[0];
		try {
			await work(visitor);
			const faults = visitor.faults();
			if (faults.length > 0)
				throw new Error(faults.join('\n'));
		} finally {
			visitor.watch.take();
			this.idle.push(visitor);
		}
	}

	/* Fails if a page of somebody did what no page may. */
	settled() {
		const faults = this.visitors.flatMap((visitor) => visitor.faults());
		if (faults.length > 0)
			throw new Error(faults.join('\n'));
	}

	/* What a check expects of everybody's pages. */
	allow(...patterns) {
		this.visitors.forEach(({ watch }) => watch.allow(...patterns));
	}

	async end() {
		await this.chrome.close();
	}
}

export class Visitor {
	constructor(context, watch, principal) {
		this.context = context;
		this.watch = watch;
		this.who = principal || 'public';
	}

	/* What its pages did that they should not have; told once. */
	faults() {
		return this.watch.take().map((fault) => `${this.who}: ${fault}`);
	}

	/* As whoever was sent a link does. */
	async signIn(link) {
		await this.page.goto(link);
		await this.page.getByRole('button').click();
		await this.page.getByRole('button', { name: 'Se déconnecter' }).first().waitFor();
	}

	/* A page, once it shows what it is and nothing is on its way. */
	async open(path) {
		await this.page.goto(path);
		await this.still();
	}

	/* The same, as a link within the console leads there: without loading the console anew, unless none is open yet. */
	async visit(path) {
		if (new URL(this.page.url()).pathname === path || !(await this.page.locator('#contenu').count()))
			return this.open(path);
		await this.page.evaluate((to) => new Promise((shown) => {
			document.activeElement.blur();
			document.querySelector('#contenu').addEventListener('focus', shown, { once: true });
			history.pushState(null, '', to);
			dispatchEvent(new PopStateEvent('popstate'));
		}), path);
		await this.still();
	}

	async still() {
		await this.page.getByRole('heading', { level: 1 }).waitFor();
		await this.page.waitForFunction(() => !document.querySelector('.pvd-loading'));
	}

	async picture(name) {
		await this.page.screenshot({ path: `${PICTURES}${name}.png`, fullPage: true });
	}
}
