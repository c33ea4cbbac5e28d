import { requireShape } from './decode-rest.js';
import { accountEndpoints, type PoolName } from './endpoints.js';
import { isApiError } from './errors.js';
import type { LimitedRest } from './rest.js';
import type { ApiKeyInfo, UserInfo } from './wire.js';
import { checkApiKeyInfo, checkUserInfo } from './wire-check.generated.js';
import { showText, showValue } from './wire-text.js';

/** What the venue says of a key, and what that means for live trading. */
export type KeyReport = {
	/** The venue's words: `General`, `Spot`. */
	readonly permissions: readonly string[];
	/** Why live trading is refused with it, for a person; empty = it is fit. */
	readonly refusals: readonly string[];
	readonly warnings: readonly string[];
	readonly isMaster: boolean | undefined;
	readonly hasIpWhitelist: boolean;
	readonly vipLevel: number | undefined;
};

export type KeyCheckOptions = {
	/** Lets a key pass that may also trade elsewhere: Margin, Futures, Earn. Never one that can move money out. */
	readonly allowOtherProducts: boolean;
};

const needed = ['General', 'Spot'] as const;
const otherProducts: ReadonlySet<string> = new Set(['Margin', 'Futures', 'Earn']);
const movesMoney: ReadonlySet<string> = new Set([
	'Withdrawal',
	'Withdraw',
	'Transfer',
	'InnerTransfer',
	'FlexTransfers',
]);

/** Quotas of the spot and management pools by VIP level, weight per 30 s. Source: KuCoin docs, Rate Limit. */
const quotas: readonly (readonly [spot: number, management: number])[] = [
	[4000, 2000],
	[6000, 2000],
	[8000, 4000],
	[10_000, 5000],
	[13_000, 6000],
	[16_000, 7000],
	[20_000, 8000],
	[23_000, 10_000],
	[26_000, 12_000],
	[30_000, 14_000],
	[33_000, 16_000],
	[36_000, 18_000],
	[40_000, 20_000],
];

/** What an account of a level may spend; undefined for a level that is not documented. */
export function quotasOf(level: number): Readonly<Partial<Record<PoolName, number>>> | undefined {
	const row = quotas[level];
	return row === undefined ? undefined : { spot: row[0], management: row[1] };
}

/** Live takes keys of General and Spot only: the less a key can do, the less a thief of it can. */
export function judgePermissions(permissions: readonly string[], options: KeyCheckOptions): readonly string[] {
	const refusals: string[] = [];
	for (const name of needed) {
		if (!permissions.includes(name)) {
			refusals.push(`the key lacks the permission ${name}`);
		}
	}

	for (const name of permissions) {
		if (movesMoney.has(name)) {
			refusals.push(`the key may move money (${name}): make one with General and Spot only`);
		} else if (otherProducts.has(name)) {
			if (!options.allowOtherProducts) {
				refusals.push(`the key has the permission ${name}, which kcmon does not need and the settings do not allow`);
			}
		} else if (!(needed as readonly string[]).includes(name)) {
			refusals.push(`the key has a permission that kcmon does not know, ${showValue(name)}`);
		}
	}

	return refusals;
}

/**
 * Asks what the key may do, whether its account trades by the HF interface, and the account's level. Rejects with the failure
 * of a call, of a wrong key too. Sources: KuCoin docs, Get Apikey Info, Get Account Type – Spot, Get Account Summary Info.
 */
export async function checkKey(rest: LimitedRest, options: KeyCheckOptions): Promise<KeyReport> {
	const read = (endpoint: (typeof accountEndpoints)['apiKey' | 'opened' | 'userInfo']): Promise<unknown> =>
		rest.call({ method: 'GET', endpoint, signed: true });

	const info = await read(accountEndpoints.apiKey);
	requireShape(checkApiKeyInfo, info, `GET ${accountEndpoints.apiKey.path}`);
	const { permission, ipWhitelist, isMaster } = info as ApiKeyInfo;
	const permissions = permission
		.split(',')
		.map(name => showText(name, 40))
		.filter(name => name !== '');
	const [opened, vipLevel] = await Promise.all([read(accountEndpoints.opened), readLevel()]);
	const refusals = [...judgePermissions(permissions, options)];
	if (opened !== true) {
		refusals.push(
			'the account is not opened for high-frequency spot trading, which all orders of kcmon use: transfer something to the trading account at KuCoin once, or ask its support',
		);
	}

	const hasIpWhitelist = (ipWhitelist ?? '').trim() !== '';
	const warnings = hasIpWhitelist
		? []
		: ['the key has no IP list: anybody who gets hold of it can use it from anywhere, and the venue may let it expire'];
	return { permissions, refusals, warnings, isMaster: isMaster ?? undefined, hasIpWhitelist, vipLevel };

	/** Of use for the quotas only, which the headers tell too. */
	async function readLevel(): Promise<number | undefined> {
		let data: unknown;
		try {
			data = await read(accountEndpoints.userInfo);
		} catch (error) {
			if (isApiError(error) && error.outcome === 'rejected') {
				return undefined;
			}

			throw error;
		}

		requireShape(checkUserInfo, data, `GET ${accountEndpoints.userInfo.path}`);
		const { level } = data as UserInfo;
		const limits = quotasOf(level);
		if (limits !== undefined) {
			rest.assumeLimits(limits);
		}

		return level;
	}
}
