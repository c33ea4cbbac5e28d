import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { defects } from './defects.js';

const root = resolve(import.meta.dirname, '../..');
const defect = defects.find(({ name }) => name === process.env.KCMON_DEFECT);
if (defect === undefined) {
	throw new Error(`KCMON_DEFECT names no defect: ${process.env.KCMON_DEFECT}`);
}

/** Runs tests on a source with one defect planted, in memory only. */
export default defineConfig({
	root,
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		testTimeout: 20_000,
		fileParallelism: false,
		bail: 1,
		// Its key knows nothing of what was planted.
		fsModuleCache: false,
	},
	define: { __KCMON_VERSION__: JSON.stringify('0.0.0-test') },
	plugins: [
		{
			name: 'plant-defect',
			enforce: 'pre',
			transform(code, id) {
				if (id.split('?')[0] !== resolve(root, 'source', defect.file)) {
					return undefined;
				}

				if (code.split(defect.find).length !== 2) {
					throw new Error(`${defect.name}: its text does not stand exactly once in source/${defect.file}`);
				}

				return { code: code.replace(defect.find, () => defect.put), map: null };
			},
		},
	],
});
