import { UsageError } from '../lib/errors.js';
import { nearestName } from '../lib/nearest.js';
import type { Fault, FaultRows } from './faults.js';

type ArgumentKind = 'text' | 'number' | 'flag' | 'rows' | readonly string[];

type FaultShape = {
	/** What it takes; a name with `?` may be left out. */
	readonly takes: Readonly<Record<string, ArgumentKind>>;
	/** Done at once; others last for `forMs`, for `count` uses, or until cleared. */
	readonly instant?: true;
};

const here = { 'symbol?': 'text' } as const;
const lossStyles = ['reset', 'timeout', '504'] as const;
const restPlace = { 'path?': 'text' } as const;

export const malformedKinds = [
	'bad-json',
	'wrong-type',
	'missing-field',
	'oversized',
	'binary',
	'deep',
	'big-integer',
	'not-finite',
	'not-object',
	'unknown-type',
	'empty',
] as const;

/** Under which client id a trigger places its order: that of the stop, none, or one that nobody chose. KuCoin says nothing of it. */
export const childOidKinds = ['same', 'empty', 'other'] as const;

export type ChildOid = (typeof childOidKinds)[number];

export type MalformedKind = (typeof malformedKinds)[number];

/** Every knob of the exchange by name. Lasting ones also take `forMs`, `count` and `probability` (0 to 1). */
export const faultCatalog: Readonly<Record<string, FaultShape>> = {
	'net.refuse': { takes: {} },
	'net.edgeDead': { takes: {} },
	'link.cut': { takes: {}, instant: true },
	'link.blackhole': { takes: { 'direction?': ['both', 'up', 'down'] } },
	'conn.limit': { takes: { 'most?': 'number', 'perMinute?': 'number' }, instant: true },
	'mute.pong': { takes: {} },
	'mute.topic': { takes: { 'topic?': 'text', 'symbol?': 'text' } },
	'mute.welcome': { takes: {} },
	'mute.ack': { takes: {} },
	'mute.private': { takes: {} },
	'ack.err': { takes: { code: 'number', 'topic?': 'text' } },
	'ws.latency': { takes: { ms: 'number' } },
	'l2.drop': { takes: here },
	'l2.dup': { takes: here },
	'l2.swap': { takes: here },
	'l2.straddle': { takes: here },
	'l2.corrupt': { takes: here },
	'l2.silentCorrupt': { takes: here },
	'snap.lag': { takes: { ...here, ms: 'number' } },
	'snap.500': { takes: here },
	'frame.malformed': { takes: { kind: malformedKinds, 'topic?': 'text', 'times?': 'number' }, instant: true },
	'rest.token.429': { takes: {} },
	'rest.token.500': { takes: {} },
	'rest.token.slow': { takes: { ms: 'number' } },
	'rest.429': { takes: { ...restPlace, 'headers?': 'flag' } },
	'rest.500': { takes: restPlace },
	'rest.503': { takes: restPlace },
	'rest.504': { takes: restPlace },
	'rest.html403': { takes: restPlace },
	'rest.truncated': { takes: restPlace },
	'rest.dataNull': { takes: restPlace },
	'rest.reset': { takes: restPlace },
	'rest.slow': { takes: { ...restPlace, ms: 'number' } },
	'rest.place.lostAck': { takes: { 'as?': lossStyles } },
	'rest.place.lateAccept': { takes: { ms: 'number', 'as?': lossStyles } },
	'rest.place.never': { takes: { 'as?': lossStyles } },
	'rest.cancel.lostAck': { takes: { 'as?': lossStyles } },
	'race.cancelFill': { takes: {} },
	'priv.dup': { takes: {} },
	'priv.late': { takes: { ms: 'number' } },
	'bal.skew': { takes: { currency: 'text', amount: 'text' } },
	'quota.set': { takes: { pool: ['Spot', 'Management', 'Public'], 'units?': 'number' }, instant: true },
	'clock.step': { takes: { ms: 'number' }, instant: true },
	'clock.skew': { takes: { ms: 'number' }, instant: true },
	'clock.drift': { takes: { msPerS: 'number' }, instant: true },
	'venue.status': { takes: { status: ['open', 'close', 'cancelonly'], 'message?': 'text' }, instant: true },
	'token.expire': { takes: {}, instant: true },
	'token.life': { takes: { ms: 'number' }, instant: true },
	'stop.childOid': { takes: { as: childOidKinds }, instant: true },
	'sym.remove': { takes: { symbol: 'text' }, instant: true },
	'sym.halt': { takes: { symbol: 'text', 'trading?': 'flag' }, instant: true },
	'feed.rate': { takes: { rate: 'number', 'symbol?': 'text' }, instant: true },
	'price.move': { takes: { symbol: 'text', to: 'text', 'overMs?': 'number' }, instant: true },
	'price.run': { takes: { symbol: 'text', bps: 'number' }, instant: true },
	'market.quiet': { takes: { symbol: 'text', 'quiet?': 'flag' }, instant: true },
	'market.book': { takes: { symbol: 'text', 'bids?': 'rows', 'asks?': 'rows' }, instant: true },
	'trade.print': { takes: { symbol: 'text', side: ['buy', 'sell'], price: 'text', size: 'text' }, instant: true },
	'trade.burst': { takes: { symbol: 'text', side: ['buy', 'sell'], size: 'text', 'count?': 'number' }, instant: true },
};

const lasting: FaultShape['takes'] = { 'forMs?': 'number', 'count?': 'number', 'probability?': 'number' };

/**
 * Checks a fault as it came from a file or a control call. Throws a `UsageError` that names the field, with `where` as its
 * place (`steps[2]`).
 */
export function parseFault(value: unknown, where: string): Fault {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new UsageError(`${where} was not an object`);
	}

	const record = value as Readonly<Record<string, unknown>>;
	const name = record.fault;
	const shape = typeof name === 'string' && Object.hasOwn(faultCatalog, name) ? faultCatalog[name] : undefined;
	if (shape === undefined) {
		throw new UsageError(
			`${where}.fault was ${JSON.stringify(name)}, which is no fault`,
			guess(name, Object.keys(faultCatalog)),
		);
	}

	const takes = shape.instant === true ? shape.takes : { ...shape.takes, ...lasting };
	const fault: Record<string, string | number | boolean | FaultRows> = { fault: name as string };
	for (const [key, kind] of Object.entries(takes)) {
		const optional = key.endsWith('?');
		const field = optional ? key.slice(0, -1) : key;
		const argument = record[field];
		if (argument === undefined) {
			if (!optional) {
				throw new UsageError(`${where}.${field} is missing: ${String(name)} needs it`);
			}

			continue;
		}

		fault[field] = checkArgument(argument, kind, `${where}.${field}`);
	}

	for (const field of Object.keys(record)) {
		if (field !== 'fault' && field !== 'atMs' && !(field in fault)) {
			const names = Object.keys(takes).map(key => key.replace('?', ''));
			throw new UsageError(`${where}.${field} is not known to ${String(name)}`, guess(field, names));
		}
	}

	return fault as Fault;
}

export const isInstant = (fault: Fault): boolean => faultCatalog[fault.fault]?.instant === true;

function guess(word: unknown, names: readonly string[]): string | undefined {
	const nearest = nearestName(String(word), names);
	return nearest?.likely === true ? `Did you mean ${nearest.name}?` : undefined;
}

function checkArgument(value: unknown, kind: ArgumentKind, where: string): string | number | boolean | FaultRows {
	if (kind === 'number') {
		if (typeof value === 'number' && Number.isFinite(value)) {
			return value;
		}

		throw new UsageError(`${where} should be a number, was ${JSON.stringify(value)}`);
	}

	if (kind === 'flag') {
		if (typeof value === 'boolean') {
			return value;
		}

		throw new UsageError(`${where} should be true or false, was ${JSON.stringify(value)}`);
	}

	if (kind === 'text') {
		if (typeof value === 'string') {
			return value;
		}

		throw new UsageError(`${where} should be a text, was ${JSON.stringify(value)}`);
	}

	if (kind === 'rows') {
		const isRow = (row: unknown): boolean =>
			Array.isArray(row) && row.length === 2 && row.every(text => typeof text === 'string');
		if (Array.isArray(value) && value.every(isRow)) {
			return value as FaultRows;
		}

		throw new UsageError(`${where} should be a list of ["price", "size"], was ${JSON.stringify(value)}`);
	}

	if (typeof value === 'string' && kind.includes(value)) {
		return value;
	}

	throw new UsageError(`${where} should be one of ${kind.join(', ')}, was ${JSON.stringify(value)}`);
}
