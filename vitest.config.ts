import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		setupFiles: ['test/helpers/load-text-width.ts'],
		globalSetup: ['test/helpers/build-once.ts'],
		reporters: ['default', './test/helpers/count-reporter.ts'],
		// A loaded machine takes long, and no timing fails a test: this is for what never ends.
		testTimeout: 180_000,
		hookTimeout: 60_000,
		maxWorkers: 2,
		maxConcurrency: 8,
	},
	define: { __KCMON_VERSION__: JSON.stringify('0.0.0-test') },
});
