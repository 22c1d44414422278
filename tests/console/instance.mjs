// The instance that a script's checks act on: its command line, and its processes.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CALL_SECONDS = 60;

export class Instance {
	constructor({ dir, pvd, up }) {
		this.dir = dir;
		this.program = pvd;
		this.up = up; // the process that watches over the others
	}

	get address() {
		const { http } = this.#said('gateway.json');
		return http.replace('127.0.0.1', 'localhost');
	}

	#said(name) {
		return JSON.parse(readFileSync(`${this.dir}/run/${name}`, 'utf8'));
	}

	async pvd(...args) {
		const { stdout } = await run(this.program, ['--dir', this.dir, ...args], {
			timeout: CALL_SECONDS * 1000,
			maxBuffer: 1 << 28,
		});
		return stdout;
	}

	/* A call in the operator's name, or in another's. */
	async call(method, request = {}, { as = 'operator', service = '' } = {}) {
		const of = service ? ['--service', service] : [];
		return JSON.parse(await this.pvd('call', method, JSON.stringify(request), '--json', '--as', as, ...of));
	}

	/* How many entries of a type a service's journal holds. */
	async count(service, type) {
		const lines = (await this.pvd('events', '--service', service, '--json')).split('\n');
		return lines.filter((line) => line !== '' && JSON.parse(line).type.endsWith(`.${type}`)).length;
	}

	/* Waits until a service has taken in whatever it follows. */
	async settled(service) {
		for (let follows = [{}]; follows.some(({ sequence, headSequence }) => sequence !== headSequence || !sequence);)
			({ follows } = await this.call('GetStatus', {}, { service }));
	}

	async link(principal) {
		return (await this.pvd('login-link', principal, '--address', this.address)).trim();
	}

	async endSessions(principal) {
		const { sessions } = await this.call('ListSessions', { pageSize: 1000 });
		for (const { id } of sessions.filter(({ principalId }) => principalId === principal))
			await this.call('CloseSession', { sessionId: id, reason: 'Essai.' });
	}

	// ---- Processes

	kill(service, signal = 'SIGKILL') {
		process.kill(this.#said('pids.json')[service], signal);
	}

	/* Away: killed, and not started again until it is back. Whoever calls it is told so at once. */
	away(...services) {
		process.kill(this.up, 'SIGSTOP');
		services.forEach((service) => this.kill(service));
	}

	back() {
		process.kill(this.up, 'SIGCONT');
	}
}
