import { readFile } from 'node:fs/promises';

/**
 * For esbuild: Yoga reads its WebAssembly, which is base64 in the same file, by `fetch` where there is one, and the first look at
 * `fetch` makes Node load undici. Without one Yoga decodes the text itself.
 */
export const yogaWithoutFetch = {
	name: 'yoga-without-fetch',
	setup(build) {
		build.onLoad({ filter: /[\\/]yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
			contents: `const fetch = undefined;\n${await readFile(path, 'utf8')}`,
		}));
	},
};
