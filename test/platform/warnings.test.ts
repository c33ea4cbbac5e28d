import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { hearWarnings } from '../../source/platform/warnings.js';

test('what Node warns of is heard, and printed by nobody', async () => {
	const heard: string[] = [];
	const before = process.listeners('warning');
	const stop = hearWarnings(text => heard.push(text));

	process.emitWarning('careful', 'TestWarning');
	await new Promise(resolve => setImmediate(resolve));

	expect(heard).toEqual(['TestWarning: careful']);
	stop();
	expect(process.listeners('warning')).toEqual(before);
});

test('a process that does not hear its warnings prints them', () => {
	const { stderr } = spawnSync(process.execPath, ['-e', 'process.emitWarning("careful", "TestWarning")'], {
		encoding: 'utf8',
	});

	expect(stderr).toContain('TestWarning: careful');
});
