import { toSafeText } from '../../lib/safe-text.js';
import type { NetFailure } from '../../lib/seams.js';
import type { HealthEvent } from '../../model/health-event.js';
import { isSymbol } from '../../model/instrument.js';
import type { SignalEvent } from '../../model/signal-event.js';

/** What a field must be. */
type Check = (value: unknown) => boolean;

const isText: Check = value => typeof value === 'string' && value.length <= 1000;
const isNumber: Check = value => typeof value === 'number' && Number.isFinite(value);
const isCount: Check = value => Number.isSafeInteger(value) && (value as number) >= 0;
const isDecimal: Check = value => typeof value === 'string' && /^\d{1,40}(?:\.\d{1,40})?$/.test(value);
const isShare: Check = value => isNumber(value) && (value as number) >= 0 && (value as number) <= 1;
const isKnownSymbol: Check = value => typeof value === 'string' && isSymbol(value);
const isSocketName: Check = value => typeof value === 'string' && /^[\w-]{0,40}$/.test(value);
const oneOf =
	(...values: readonly string[]): Check =>
	value =>
		values.includes(value as string);
const maybe =
	(check: Check): Check =>
	value =>
		value === undefined || check(value);

const socketStates = oneOf(
	'idle',
	'token',
	'connecting',
	'welcome',
	'subscribing',
	'live',
	'stale',
	'waiting',
	'draining',
	'stopped',
);
const streams = oneOf('ticker', 'trades', 'book', 'stats', 'candles', 'orders', 'balances');

type Shape = Readonly<Record<string, Check>>;

/** The events of sockets and topics that a recording holds; the others are told again by what is read from it. */
const healthShapes: Readonly<Record<string, Shape>> = {
	socket: {
		socket: isSocketName,
		state: socketStates,
		generation: isCount,
		attempt: isCount,
		nextAttemptAt: maybe(isNumber),
		reason: maybe(isText),
		host: maybe(isText),
		reconnects: isCount,
		receivedAt: isNumber,
	},
	topic: {
		topic: isText,
		symbol: maybe(isKnownSymbol),
		stream: streams,
		interval: maybe(isText),
		socket: isSocketName,
		state: oneOf('pending', 'confirmed', 'silent', 'failed', 'removed'),
		reason: maybe(isText),
		receivedAt: isNumber,
	},
	malformed: { socket: isSocketName, topic: maybe(isText), reason: isText, receivedAt: isNumber },
	pong: { socket: isSocketName, rttMs: isNumber, receivedAt: isNumber },
};

const quarantinedShape: Shape = { source: isText, field: isText, problem: isText, receivedAt: isNumber };

const signalShape: Shape = {
	timestamp: isNumber,
	symbol: isText,
	signalType: isText,
	confidence: isShare,
	id: isText,
	source: isText,
	side: maybe(oneOf('buy', 'sell')),
	entryLow: maybe(isDecimal),
	entryHigh: maybe(isDecimal),
	stop: maybe(isDecimal),
	targets: value => Array.isArray(value) && value.length <= 8 && value.every(isDecimal),
	ttlMs: maybe(isCount),
	horizon: maybe(isText),
	reason: maybe(isText),
	features: maybe(
		value =>
			typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isNumber),
	),
	schemaVersion: maybe(isCount),
	receivedAt: isNumber,
	lagMs: isNumber,
	verified: oneOf('hmac', 'secret', 'none', 'local'),
	duplicateOf: maybe(isText),
};

/** The fields of the shape and no others, texts made safe to show; or the name of the field that is wrong. */
function take(shape: Shape, value: unknown): Record<string, unknown> | string {
	if (typeof value !== 'object' || value === null) {
		return 'it is no object';
	}

	const taken: Record<string, unknown> = {};
	for (const [name, check] of Object.entries(shape)) {
		const field = (value as Readonly<Record<string, unknown>>)[name];
		if (!check(field)) {
			return `${name} is wrong`;
		}

		taken[name] = clean(field);
	}

	return taken;
}

function clean(value: unknown): unknown {
	if (typeof value === 'string') {
		return toSafeText(value, { maxGraphemes: 1000 });
	}

	return value !== null && typeof value === 'object' && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value).map(([name, each]) => [toSafeText(name), each]))
		: value;
}

const typeOf = (value: unknown): unknown =>
	typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;

/** The event, or what is wrong with it. */
export function readHealth(value: unknown): HealthEvent | string {
	const type = typeOf(value);
	const shape = typeof type === 'string' && Object.hasOwn(healthShapes, type) ? healthShapes[type] : undefined;
	if (shape === undefined) {
		return 'type is not known';
	}

	const fields = take(shape, value);
	return typeof fields === 'string' ? fields : ({ type, ...fields } as unknown as HealthEvent);
}

/** The event, or what is wrong with it. */
export function readSignal(value: unknown): SignalEvent | string {
	const type = typeOf(value);
	if (type === 'signal-quarantined') {
		const fields = take(quarantinedShape, value);
		return typeof fields === 'string' ? fields : ({ type, ...fields } as unknown as SignalEvent);
	}

	if (type !== 'signal') {
		return 'type is not known';
	}

	const { signal, receivedAt } = value as Readonly<Record<string, unknown>>;
	const fields = take(signalShape, signal);
	return typeof fields === 'string' || !isNumber(receivedAt)
		? typeof fields === 'string'
			? fields
			: 'receivedAt is wrong'
		: ({ type, signal: fields, receivedAt } as unknown as SignalEvent);
}

const failureShape: Shape = {
	kind: oneOf('dns', 'refused', 'tls', 'timeout', 'reset', 'rejected', 'protocol', 'unreachable', 'other'),
	text: isText,
	sent: value => typeof value === 'boolean',
	status: maybe(isCount),
};

export function readFailure(value: unknown): NetFailure | undefined {
	const fields = take(failureShape, value);
	return typeof fields === 'string' ? undefined : (fields as unknown as NetFailure);
}
