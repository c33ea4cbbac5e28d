import type { Reporter, TestModule } from 'vitest/node';

/** Closes a run with one plain line, `N passed, M failed`, that any script can read. */
export default class CountReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
		let passed = 0;
		let failed = unhandledErrors.length;
		for (const module of modules) {
			// A file that could not be collected has no test to count, yet it is a failure.
			if (module.errors().length > 0) {
				failed += 1;
			}

			for (const test of module.children.allTests()) {
				const { state } = test.result();
				if (state === 'passed') {
					passed += 1;
				} else if (state === 'failed') {
					failed += 1;
				}
			}
		}

		// After the other reporters' own closing lines.
		process.on('exit', () => {
			process.stdout.write(`${passed} passed, ${failed} failed\n`);
		});
	}
}
