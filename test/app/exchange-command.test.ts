import { expect, test } from 'vitest';
import { runExchange } from '../../source/app/exchange-command.js';
import type { AppIo } from '../../source/app/io.js';

test('the command prints where it serves first, serves, and ends with the program', async () => {
	const stopping = new AbortController();
	const printed: string[] = [];
	const words: string[] = [];
	const cleanups: (() => unknown)[] = [];
	const io: Pick<AppIo, 'stdout' | 'stderr' | 'onStop' | 'stopping'> = {
		stdout: text => {
			printed.push(text);
			return true;
		},
		stderr: text => {
			words.push(text);
		},
		onStop: cleanup => {
			cleanups.push(() => cleanup('done'));
			return () => {};
		},
		stopping: stopping.signal,
	};

	const ended = runExchange(
		{ port: 0, seed: 5, scenario: undefined, exchangeSymbols: 8, durationMs: 300 },
		io as AppIo,
	);
	const { waitUntil } = await import('../helpers/wait-until.js');
	const first = await waitUntil(() => printed[0]);
	const { rest } = JSON.parse(first) as { rest: string };
	const reply = await fetch(`${rest}/api/v1/status`);

	expect(first).toMatch(/^\{"rest":"http:\/\/127\.0\.0\.1:\d+"\}\n$/);
	expect(await reply.json()).toMatchObject({ code: '200000' });
	expect(words.join('')).toContain('seed 5');
	expect(await ended).toBe(0);
	for (const cleanup of cleanups) {
		await cleanup();
	}

	await expect(fetch(`${rest}/api/v1/status`)).rejects.toThrow();
});
