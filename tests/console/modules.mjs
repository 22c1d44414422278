// The console's own modules, as Node can load them: built like the console, by its configuration, for Node.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const CONSOLE = fileURLToPath(new URL('../../services/gateway/console/', import.meta.url));

/* What a module of the console exports; `entry` names it from the console's folder, or is a whole path. */
export async function load(entry) {
	const { output } = await build({
		configFile: `${CONSOLE}vite.config.ts`,
		build: { ssr: new URL(entry, `file://${CONSOLE}`).pathname, write: false, minify: false, target: 'node20' },
		ssr: { noExternal: true },
		logLevel: 'error',
	});
	const { code } = output.find((part) => part.isEntry);
	return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}
