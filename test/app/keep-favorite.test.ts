import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepFavorite } from '../../source/app/keep-favorite.js';

let dataDir: string;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-favorite-'));
});

afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

const file = (): string => join(dataDir, 'settings.json');
const kept = (): unknown => JSON.parse(readFileSync(file(), 'utf8')).watchlist;

test('a favorite is kept in the settings, and taken out again', async () => {
	expect(await keepFavorite(dataDir, { change: 'add', symbol: 'KCS-USDT' })).toBe('KCS-USDT added, for later runs too');
	expect(kept()).toEqual(['BTC-USDT', 'ETH-USDT', 'SOL-USDT', 'KCS-USDT']);
	expect(await keepFavorite(dataDir, { change: 'add', symbol: 'KCS-USDT' })).toContain('added');
	expect(await keepFavorite(dataDir, { change: 'remove', symbol: 'ETH-USDT' })).toContain(
		'removed, for later runs too',
	);

	expect(kept()).toEqual(['BTC-USDT', 'SOL-USDT', 'KCS-USDT']);
});

test('one favorite stays in the settings', async () => {
	writeFileSync(file(), '{"watchlist": ["BTC-USDT"]}', { mode: 0o600 });

	expect(await keepFavorite(dataDir, { change: 'remove', symbol: 'BTC-USDT' })).toContain('one favorite at least');
	expect(kept()).toEqual(['BTC-USDT']);
});

test('a settings file that is wrong is left alone, and said', async () => {
	writeFileSync(file(), '{"watchlist": 3}', { mode: 0o600 });

	expect(await keepFavorite(dataDir, { change: 'add', symbol: 'KCS-USDT' })).toMatch(
		/KCS-USDT added for now, not saved: .*settings\.json:1: watchlist was 3/,
	);
	expect(kept()).toBe(3);
});
