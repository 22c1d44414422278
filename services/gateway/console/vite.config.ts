import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';
import { sections } from './src/paths.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const repository = fileURLToPath(new URL('../../..', import.meta.url));

/* What the gateway answers with index.html: it reads sections.json when it is built (assets.py). */
function writeSections(): Plugin {
	return {
		name: 'sections',
		generateBundle() {
			this.emitFile({ type: 'asset', fileName: 'sections.json', source: JSON.stringify(sections()) });
		},
	};
}

export default defineConfig({
	root,
	base: '/',
	plugins: [react(), writeSections()],
	resolve: {
		alias: {
			'~': `${root}src`,
			'dsfr-icons': `${repository}node_modules/@codegouvfr/react-dsfr/dsfr/icons`,
			pvd: `${repository}build/gen-es/pvd`,
		},
		dedupe: ['react', 'react-dom', '@bufbuild/protobuf'],
	},
	build: {
		outDir: `${repository}build/console`,
		emptyOutDir: true,
		// A page of its own says what is wrong where something cannot be loaded; images in style sheets are allowed.
		assetsInlineLimit: (file) => (file.endsWith('.svg') ? undefined : false),
		modulePreload: { polyfill: false },
		chunkSizeWarningLimit: 700,
	},
});
