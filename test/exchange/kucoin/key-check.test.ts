import { expect, test } from 'vitest';
import { checkKey, judgePermissions, type KeyReport, quotasOf } from '../../../source/exchange/kucoin/key-check.js';
import { createKucoin } from '../../../source/exchange/kucoin/venue.js';
import { readerCredentials } from '../../../source/simulator/exchange.js';
import { type Answer, createAccountBench, ok, refused } from './account-bench.js';
import { startAccountWorld } from './account-world.js';
import { readFixture, readFixtureData } from './fixture.js';

const strict = { allowOtherProducts: false };

async function check(changes: {
	readonly permission?: string;
	readonly ipWhitelist?: string | null;
	readonly opened?: unknown;
	readonly level?: Answer;
}): Promise<KeyReport> {
	const key = { ...(readFixtureData('rest-user-api-key') as object), permission: 'General,Spot', ...changes };
	const bench = createAccountBench(({ url }) =>
		url.endsWith('/user/api-key')
			? ok(key)
			: url.endsWith('/opened')
				? ok(changes.opened ?? true)
				: (changes.level ?? { body: readFixture('rest-user-info-v2') }),
	);
	return bench.settle(checkKey(bench.rest, strict));
}

test('finds a key of General and Spot with an IP list fit for live trading', async () => {
	expect(await check({})).toEqual({
		permissions: ['General', 'Spot'],
		refusals: [],
		warnings: [],
		isMaster: true,
		hasIpWhitelist: true,
		vipLevel: 0,
	});
});

test.each([
	['General,Spot,Withdrawal', /may move money \(Withdrawal\)/],
	['General,Spot,Transfer', /may move money \(Transfer\)/],
	['General,Spot,InnerTransfer', /may move money \(InnerTransfer\)/],
	['General,Spot,FlexTransfers', /may move money \(FlexTransfers\)/],
	['General,Spot,Margin', /permission Margin/],
	['General,Spot,Futures', /permission Futures/],
	['General,Spot,Earn', /permission Earn/],
	['General,Spot,Unified', /does not know, "Unified"/],
	['General,Spot,withdrawal', /does not know, "withdrawal"/],
	['Spot', /lacks the permission General/],
	['General', /lacks the permission Spot/],
	['', /lacks the permission General/],
])('refuses live for the permissions "%s"', async (permission, reason) => {
	const { refusals } = await check({ permission });

	expect(refusals.join('\n')).toMatch(reason);
});

test('names every reason of the recorded key', async () => {
	const { permission } = readFixtureData('rest-user-api-key') as { permission: string };
	const { refusals } = await check({ permission });

	expect(refusals).toHaveLength(5);
});

test('lets a key trade elsewhere where the settings say so, but never move money', () => {
	const allowed = { allowOtherProducts: true };

	expect(judgePermissions(['General', 'Spot', 'Margin', 'Futures', 'Earn'], allowed)).toEqual([]);
	expect(judgePermissions(['General', 'Spot', 'Margin', 'Transfer'], allowed)).toHaveLength(1);
	expect(judgePermissions(['General', 'Spot', 'Options'], allowed)).toHaveLength(1);
});

test.each(['', ' ', null])('warns of a key without an IP list: %j', async ipWhitelist => {
	const report = await check({ ipWhitelist });

	expect(report.refusals).toEqual([]);
	expect(report.warnings).toEqual([expect.stringContaining('no IP list')]);
	expect(report.hasIpWhitelist).toBe(false);
});

test.each([false, null, 'true'])('refuses an account that is not opened for the HF interface: %j', async opened => {
	const { refusals } = await check({ opened: opened ?? false });

	expect(refusals).toEqual([expect.stringContaining('not opened for high-frequency')]);
});

test('sizes the budget by the level of the account, as long as no reply has told it', async () => {
	const bench = createAccountBench(({ url }) =>
		url.endsWith('/user/api-key')
			? { body: readFixture('rest-user-api-key') }
			: url.endsWith('/opened')
				? ok(true)
				: ok({ level: 5 }),
	);
	const report = await bench.settle(checkKey(bench.rest, strict));
	expect(report.vipLevel).toBe(5);
	expect(quotasOf(5)).toEqual({ spot: 16_000, management: 7000 });
	expect(quotasOf(13)).toBeUndefined();

	const orders = Array.from({ length: 7000 }, () =>
		bench.rest.call({ method: 'GET', endpoint: { path: '/api/v1/x', pool: 'spot', weight: 1 } }),
	);
	await bench.clock.advance(10);
	await Promise.all(orders);
});

test('does without the level where the key may not ask for it', async () => {
	const report = await check({ level: refused('400007', 'Access denied', 403) });

	expect(report.vipLevel).toBeUndefined();
	expect(report.refusals).toEqual([]);
});

test('rejects where the venue refuses the key itself', async () => {
	const bench = createAccountBench([{ status: 401, body: readFixture('rest-error-http401-400003-key') }]);

	await expect(bench.settle(checkKey(bench.rest, strict))).rejects.toMatchObject({ venueCode: '400003' });
});

test('checks the key of the embedded exchange, and one that may only read', async () => {
	const world = await startAccountWorld();
	const reader = await startAccountWorld({ credentials: readerCredentials, live: false });
	try {
		expect((await world.account.checkKey(strict)).refusals).toEqual([]);
		expect(world.account.keyTail).toBe('3f07');
		expect((await reader.account.checkKey(strict)).refusals).toEqual(['the key lacks the permission Spot']);
		expect(await reader.submit(reader.order())).toMatchObject({ kind: 'rejected', code: '400007' });
	} finally {
		await world.stop();
		await reader.stop();
	}
});

test('has no account without a key, and holds no secret as text', async () => {
	const deps = {
		clock: createAccountBench([]).clock,
		random: () => 0.5,
		net: {
			connect: () => {
				throw new Error('no socket here');
			},
			request: () => Promise.reject(new Error('no request here')),
		},
	};
	const options = { restUrl: 'https://api.kucoin.com', compress: false, userAgent: 'kcmon/test' };
	expect(createKucoin(deps, { ...options, credentials: undefined }).account).toBeUndefined();

	const credentials = { key: 'k-1234-abcd', secret: 'secret-canary', passphrase: 'phrase-canary' };
	const { account } = createKucoin(deps, { ...options, credentials });
	const error: unknown = await account!.gateway.balances().catch((failure: unknown) => failure);
	const { inspect } = await import('node:util');
	const told = inspect([account, error], { depth: 20, showHidden: true }) + String((error as Error).stack);
	expect(told).not.toMatch(/canary|k-1234-abcd/);
	expect(account!.keyTail).toBe('abcd');
});
