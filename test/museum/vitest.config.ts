import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { defects } from './defects.js';

const root = resolve(import.meta.dirname, '../..');
/** Empty: nothing is planted. */
const wanted = process.env.KCMON_DEFECT;
const defect = defects.find(({ name }) => name === wanted);
if (defect === undefined && wanted !== '') {
	throw new Error(`KCMON_DEFECT names no defect: ${wanted}`);
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
				if (defect === undefined || id.split('?')[0] !== resolve(root, 'source', defect.file)) {
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
