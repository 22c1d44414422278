import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';
import { thinOutlines } from './outlines.ts';
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

/* The fonts of the first screen are asked for with the page, not when the style sheet has come. */
function preloadFonts(): Plugin {
	return {
		name: 'fonts',
		transformIndexHtml: {
			order: 'post',
			handler: (_, { bundle = {} }) =>
				Object.keys(bundle)
					.filter((file) => /\/Marianne-(Regular|Bold)-[^/]*\.woff2$/.test(file))
					.map((file) => ({
						tag: 'link',
						attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}`, crossorigin: true },
						injectTo: 'head' as const,
					})),
		},
	};
}

export default defineConfig({
	root,
	base: '/',
	plugins: [react(), writeSections(), thinOutlines(), preloadFonts()],
	resolve: {
		alias: {
			'~': `${root}src`,
			'dsfr-fonts': `${repository}node_modules/@codegouvfr/react-dsfr/dsfr/fonts`,
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
