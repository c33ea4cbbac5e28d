import { expect, test } from 'vitest';
import { findClosedPort, runKcmon, withSimulator } from '../helpers/with-simulator.js';

test('prints a ticker with its statistics for each symbol, one object a line', async () => {
	await withSimulator(async exchange => {
		const { code, lines } = await runKcmon([
			'ticker',
			'BTC-USDT',
			'ETH-USDT',
			'--json',
			'--rest-url',
			exchange.restUrl,
		]);

		expect(code).toBe(0);
		expect(lines().map(line => line.symbol)).toEqual(['BTC-USDT', 'ETH-USDT']);
		expect(Object.keys(lines()[0]!)).toEqual(
			'type symbol price size best_bid best_bid_size best_ask best_ask_size sequence time received_at change_rate high low volume quote_volume'.split(
				' ',
			),
		);
	});
});

test('prints the book as one line, trades and candles as one line each', async () => {
	await withSimulator(async exchange => {
		const ask = (command: string, ...more: string[]) =>
			runKcmon([command, 'BTC-USDT', '--json', '--rest-url', exchange.restUrl, ...more]);
		const [book, trades, candles] = await Promise.all([
			ask('book', '--depth', '7'),
			ask('trades'),
			ask('candles', '--interval', '5min'),
		]);

		expect(book!.lines()).toHaveLength(1);
		expect(book!.lines()[0]!.bids).toHaveLength(7);
		expect(trades!.lines().length).toBeGreaterThan(1);
		expect(trades!.lines().every(line => line.type === 'trade')).toBe(true);
		const starts = candles!.lines().map(line => Number(line.start));
		expect(starts.length).toBeGreaterThan(1);
		expect(starts).toEqual(starts.toSorted((a, b) => a - b));
		expect(starts.every(start => start % 300_000 === 0)).toBe(true);
	});
});

test('prints a table without --json', async () => {
	await withSimulator(async exchange => {
		const { stdout } = await runKcmon(['ticker', 'BTC-USDT', '--rest-url', exchange.restUrl]);

		expect(stdout).toMatch(/^SYMBOL +LAST +CHANGE.*\nBTC-USDT +\d/);
	});
});

test('prints a ticker by a template, and refuses a field that there is not before it asks', async () => {
	await withSimulator(async exchange => {
		const ask = (template: string) =>
			runKcmon(['ticker', 'BTC-USDT', 'ETH-USDT', '--format', template, '--rest-url', exchange.restUrl]);

		expect((await ask('{symbol} {price} {change}')).stdout).toMatch(
			/^BTC-USDT [\d.]+ [+-]?[\d.]+%\nETH-USDT [\d.]+ [+-]?[\d.]+%\n$/,
		);
	});
	const { code, stderr } = await runKcmon(['ticker', '--format', '{prise}', '--rest-url', 'http://127.0.0.1:1']);
	expect(code).toBe(2);
	expect(stderr).toContain('unknown field {prise}\nDid you mean {price}?');
});

test('exits 4 and says what failed when the exchange cannot be reached', async () => {
	const { code, stdout, stderr } = await runKcmon([
		'ticker',
		'--rest-url',
		`http://127.0.0.1:${await findClosedPort()}`,
	]);

	expect(code).toBe(4);
	expect(stdout).toBe('');
	expect(stderr).toContain('refused');
});

test('exits 5 with the exchange’s words for a symbol that it does not have', async () => {
	await withSimulator(async exchange => {
		const { code, stderr } = await runKcmon(['ticker', 'NO-PE', '--json', '--rest-url', exchange.restUrl]);

		expect(code).toBe(5);
		expect(stderr).toContain('does not exist');
	});
});
