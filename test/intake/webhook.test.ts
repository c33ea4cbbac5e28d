import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exampleMaps } from '../../source/intake/examples.js';
import { createWebhookSource, type WebhookDeps, type WebhookOptions } from '../../source/intake/webhook.js';
import { KcmonError } from '../../source/lib/errors.js';
import { createClock } from '../../source/platform/clock.js';
import { openListener } from '../../source/platform/listener.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';
import { waitUntil } from '../helpers/wait-until.js';
import { createFakeListener, createFolder, createRun, eventOf, wall } from './signal-rig.js';

let place: ReturnType<typeof createFolder>;
const cleanups: (() => void)[] = [];
beforeEach(() => {
	place = createFolder();
});
afterEach(() => {
	for (const cleanup of cleanups.splice(0)) {
		cleanup();
	}

	place.remove();
});

const key = Buffer.from('0123456789abcdef0123456789abcdef');
const secret = `whsec_${key.toString('base64')}`;

function signed(id: string, body: unknown, seconds = wall / 1000): Record<string, string> {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const mac = createHmac('sha256', key).update(`${id}.${seconds}.${text}`).digest('base64');
	return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${mac}` };
}

/** One run of the program with one webhook. */
function start(
	change: Partial<WebhookDeps> & { run?: Parameters<typeof createRun>[1]; options?: Partial<WebhookOptions> } = {},
) {
	const clock: VirtualClock = createVirtualClock({ wall });
	const run = createRun(place.folder, { clock, ...change.run });
	const listener = createFakeListener();
	const source = createWebhookSource(
		{
			clock,
			random: () => 0.5,
			openListener: listener.openListener,
			intake: run.intake,
			secretsOf: name => (name === 'signed' ? [secret] : []),
			bodySecretFieldOf: () => undefined,
			log: run.log,
			...change,
		},
		{ host: '127.0.0.1', port: 1, source: 'desk', signedOnly: false, ...change.options },
	);
	source.start();
	const status = (target: string, body: unknown, headers: Record<string, string> = {}): number =>
		listener.post(target, body, headers).status;
	return { ...run, clock, source, status, post: listener.post, isClosed: listener.isClosed };
}

test('takes one event, or a list of them', () => {
	const { status, events, counted } = start();

	expect(status('/signals/desk', eventOf({ id: 'a' }))).toBe(202);
	expect(status('/signals/desk', [eventOf({ id: 'b' }), eventOf({ id: 'c' })])).toBe(202);

	expect(counted()).toEqual(['a', 'b', 'c']);
	expect(events[0]).toMatchObject({ signal: { source: 'desk', verified: 'none', lagMs: 250 } });
});

test('answers a repeat with 200 and counts it once', () => {
	const { status, counted, repeats } = start();

	expect(status('/signals/desk', eventOf({ id: 'a' }))).toBe(202);
	expect(status('/signals/desk', eventOf({ id: 'a' }))).toBe(200);
	expect(status('/signals/desk', eventOf())).toBe(202);
	expect(status('/signals/desk', eventOf())).toBe(200);
	expect(status('/signals/desk', [eventOf({ id: 'a' }), eventOf({ id: 'new' })])).toBe(202);
	expect(status('/signals/desk', [eventOf({ id: 'twin' }), eventOf({ id: 'twin' })])).toBe(202);

	expect(counted()).toHaveLength(4);
	expect(repeats()).toHaveLength(4);
});

test('answers a delivery seen before with 200, whatever is in it', () => {
	const { status, counted, repeats } = start();
	const headers = { 'webhook-id': 'msg_1' };

	expect(status('/signals/desk', eventOf({ id: 'a' }), headers)).toBe(202);
	expect(status('/signals/desk', eventOf({ id: 'a' }), headers)).toBe(200);
	expect(status('/signals/desk', eventOf({ id: 'b' }), headers)).toBe(200);
	expect(status('/signals/other', eventOf({ id: 'b' }), headers)).toBe(202);

	expect(counted()).toEqual(['a', 'b']);
	expect(repeats()).toEqual(['a']);
});

test('counts nothing twice when it restarts between the tries of a sender', () => {
	const deliveries = Array.from({ length: 8 }, (_, index) => ({
		id: `msg_${index}`,
		body: eventOf({ reason: `${index}` }),
	}));
	const first = start();
	const firstAnswers = deliveries
		.slice(0, 5)
		.map(({ id, body }) => first.status('/signals/signed', body, signed(id, body)));
	first.source.stop();

	// The answers were lost: the sender tries all of them again, and the rest.
	const second = start();
	const answers = deliveries.map(({ id, body }) => second.status('/signals/signed', body, signed(id, body)));
	const third = start();
	const withNewIds = deliveries.map(({ id, body }) =>
		third.status('/signals/signed', body, signed(`${id}-again`, body)),
	);

	expect(firstAnswers).toEqual([202, 202, 202, 202, 202]);
	expect(answers).toEqual([200, 200, 200, 200, 200, 202, 202, 202]);
	expect(withNewIds).toEqual(Array(8).fill(200));
	expect([...first.counted(), ...second.counted(), ...third.counted()]).toHaveLength(8);
	expect(third.repeats()).toHaveLength(8);
});

test('has what it answers with 202 on the disk, and else asks for another try', () => {
	const failing = start({
		run: {
			ids: {
				has: () => false,
				remember: (_ids, { sync }) => {
					expect(sync).toBe(true);
					throw new KcmonError('Could not append to x: ENOSPC', { code: 'ERR_FILE' });
				},
			},
		},
	});

	expect(failing.status('/signals/desk', eventOf())).toBe(503);

	expect(failing.events).toEqual([]);
	expect(failing.said).toEqual(['signals by webhook: 1 not taken: Could not append to x: ENOSPC']);
});

test('shows a signed post as hmac, and nothing at all of a forged, unsigned, stale or early one', () => {
	const { status, events, said } = start();
	const body = eventOf({ id: 'a' });
	const headers = signed('msg_1', body);

	const forged: readonly [unknown, Record<string, string>][] = [
		[body, {}],
		[{ ...body, confidence: 0.9 }, headers],
		[body, { ...headers, 'webhook-id': 'msg_2' }],
		[body, signed('msg_3', body, wall / 1000 - 301)],
		[body, signed('msg_4', body, wall / 1000 + 301)],
		['not even JSON', {}],
		[{ ...body, symbol: '\u001b[2J' }, {}],
	];
	expect(forged.map(([sent, with_]) => status('/signals/signed', sent, with_))).toEqual(Array(7).fill(401));
	expect(events).toEqual([]);
	expect(said).toEqual(['signals from signed: 1 refused, not signed with its secret']);

	expect(status('/signals/signed', body, headers)).toBe(202);
	expect(events).toMatchObject([{ signal: { id: 'a', verified: 'hmac' } }]);
});

test('lets a flood of forgeries take nothing of the true sender’s rate', () => {
	const { status, counted, said, clock } = start();
	const body = eventOf({ id: 'a' });

	for (let post = 0; post < 10_000; post++) {
		expect(status('/signals/signed', body, { ...signed('m', body), 'webhook-signature': 'v1,AAAA' })).toBe(401);
	}

	clock.advanceSync(10_000);
	status('/signals/signed', body);
	expect(status('/signals/signed', body, signed('m', body))).toBe(202);
	expect(counted()).toEqual(['a']);
	expect(said).toEqual([
		'signals from signed: 1 refused, not signed with its secret',
		'signals from signed: 10000 refused, not signed with its secret',
	]);
});

test.each([
	['no symbol', { ...eventOf(), symbol: undefined }, 'symbol'],
	['a confidence in percent', eventOf({ confidence: 70 }), 'confidence'],
	['a price as a number', eventOf({ stop: 1.5 }), 'stop'],
	['a prototype', '{"__proto__":{"a":1}}', '__proto__'],
	['an empty list', [], 'body'],
	['a word', '"buy"', 'body'],
	['no JSON', '{"timestamp":', 'body'],
	['no text', Buffer.from([0x7b, 0xff, 0x7d]), 'body'],
])('names what is malformed: %s', (_name, body, field) => {
	const { post, counted, quarantined } = start();

	expect(post('/signals/desk', body)).toEqual({ status: 400, text: field });

	expect(counted()).toEqual([]);
	expect(quarantined()).toHaveLength(1);
});

test('takes what is right in a list, names the first that is wrong, and counts nothing twice when it comes again', () => {
	const { post, status, counted, repeats, quarantined } = start();
	const list = [eventOf({ id: 'a' }), eventOf({ side: 'hold' }), eventOf({ id: 'b' }), {}];

	expect(post('/signals/desk', list)).toEqual({ status: 400, text: '[1].side' });
	expect(counted()).toEqual(['a', 'b']);
	expect(quarantined()).toMatchObject([{ field: 'side' }, { field: 'timestamp' }]);
	expect(status('/signals/desk', list)).toBe(400);
	expect(status('/signals/desk', [eventOf({ id: 'a' }), eventOf({ id: 'b' })])).toBe(200);

	expect(counted()).toEqual(['a', 'b']);
	expect(repeats()).toEqual(['a', 'b', 'a', 'b']);
});

test('lets a sender mend a malformed delivery under the same id', () => {
	const { status, counted } = start();
	const headers = { 'webhook-id': 'msg_1' };

	expect(status('/signals/desk', [eventOf({ id: 'a' }), {}], headers)).toBe(400);
	expect(status('/signals/desk', [eventOf({ id: 'a' }), eventOf({ id: 'b' })], headers)).toBe(202);

	expect(counted()).toEqual(['a', 'b']);
});

test('takes and quarantines a pair that does not trade here', () => {
	const { status, counted, quarantined } = start({ run: { isTradable: symbol => symbol === 'BTC-USDT' } });

	expect(status('/signals/desk', eventOf({ symbol: 'NOPE-USDT' }))).toBe(202);
	expect(status('/signals/desk', eventOf({ symbol: 'NOPE-USDT' }))).toBe(200);

	expect(counted()).toEqual([]);
	expect(quarantined()).toMatchObject([{ field: 'symbol' }, { field: 'symbol' }]);
});

test('cleans what would move the cursor or turn the text', () => {
	const { status, events } = start();

	expect(status('/signals/desk', eventOf({ reason: 'a\u001b[2J\u202eb', horizon: '5m\u0007' }))).toBe(202);
	expect(status('/signals/desk', eventOf({ id: 'x\u001b]0;t\u0007' }))).toBe(400);

	expect(events[0]).toMatchObject({ signal: { reason: 'a␛[2J␛b', horizon: '5m␛' } });
	// As JSON a control character is \u00…; what is shown of a refused id is \\u00…, plain text.
	expect(JSON.stringify(events)).not.toMatch(/(?<!\\)\\u00|\u202e/);
});

test('shows an event from the past or the future as it is', () => {
	const { status, events } = start();

	expect(status('/signals/desk', eventOf({ timestamp: wall - 86_400_000 }))).toBe(202);
	expect(status('/signals/desk', eventOf({ timestamp: wall + 60_000 }))).toBe(202);

	expect(events).toMatchObject([{ signal: { lagMs: 86_400_000 } }, { signal: { lagMs: -60_000 } }]);
});

test('allows five a second and twenty at once for each source', () => {
	const { post, clock, said } = start({ secretsOf: () => [], options: { source: 'a' } });
	const flood = (source: string, count: number): number[] =>
		Array.from(
			{ length: count },
			(_, index) => post(`/signals/${source}`, eventOf({ id: `${source}${index}` })).status,
		);

	const first = flood('a', 30);
	expect(first).toEqual([...Array(20).fill(202), ...Array(10).fill(429)]);
	expect(flood('b', 1)).toEqual([202]);
	expect(post('/signals/a', eventOf())).toEqual({ status: 429, headers: { 'retry-after': '1' } });
	clock.advanceSync(1000);
	expect(flood('a', 6)).toEqual([...Array(5).fill(200), 429]);
	expect(said).toEqual(['signals from a: 1 refused, above its rate']);
});

test('counts the events of a list against the rate', () => {
	const { status } = start();
	const list = (count: number) => Array.from({ length: count }, (_, index) => eventOf({ id: `${count}-${index}` }));

	expect(status('/signals/desk', list(15))).toBe(202);
	expect(status('/signals/desk', list(6))).toBe(429);
	expect(status('/signals/desk', list(5))).toBe(202);
});

test('gives all made-up names but the first few one rate together', () => {
	const { status, said } = start();

	const answers = Array.from({ length: 200 }, (_, index) => status(`/signals/name${index}`, eventOf()));

	expect(answers.filter(answer => answer === 202)).toHaveLength(16 + 20);
	expect(said).toEqual(['signals from sources without a secret: 1 refused, above its rate']);
	expect(status('/signals/desk', eventOf())).toBe(202);
});

test.each([
	'/',
	'/signals',
	'/signals/',
	'/signals/kcmon',
	'/signals/a/b',
	'/signals/..',
	'/signals/%41',
	`/signals/${'a'.repeat(33)}`,
])('has nothing at %s', path => {
	const { status, events } = start();

	expect(status(path, eventOf())).toBe(404);
	expect(events).toEqual([]);
});

test('takes a secret in the body where that is switched on, and never shows it', () => {
	const { status, events, said } = start({
		secretsOf: () => ['hunter2-hunter2'],
		bodySecretFieldOf: () => 'secret',
		run: { mapOf: () => exampleMaps['3commas'] },
	});
	const body = {
		secret: 'hunter2-hunter2',
		bot_uuid: 'x',
		max_lag: '300',
		timestamp: new Date(wall - 1000).toISOString(),
		tv_instrument: 'BTCUSDT',
		trigger_price: '64000.1',
		action: 'enter_long',
	};

	expect(status('/signals/desk', { ...body, secret: 'wrong' })).toBe(401);
	expect(status('/signals/desk', body)).toBe(202);
	expect(status('/signals/desk', { ...body, tv_instrument: '' })).toBe(400);

	expect(events[0]).toMatchObject({ signal: { verified: 'secret', symbol: 'BTC-USDT', side: 'buy', ttlMs: 300_000 } });
	expect(JSON.stringify([events, said])).not.toContain('hunter2');
});

test('refuses an undated proof of an event older than ids are remembered', () => {
	const { post } = start();
	const body = JSON.stringify(eventOf({ timestamp: wall - 8 * 86_400_000 }));
	const mac = createHmac('sha256', key).update(body).digest('hex');

	expect(post('/signals/signed', body, { 'x-desk-signature': `sha256=${mac}` })).toEqual({
		status: 400,
		text: 'timestamp',
	});
	expect(post('/signals/signed', body, signed('m', body)).status).toBe(202);
});

test('takes nothing unsigned where others than this machine can reach it', () => {
	const { status, events } = start({ options: { signedOnly: true } });

	expect(status('/signals/desk', eventOf())).toBe(401);
	expect(status('/signals/signed', eventOf(), signed('m', eventOf()))).toBe(202);
	expect(events).toHaveLength(1);
});

test('works over a real socket, and answers a flood of ten thousand posts', async () => {
	const clock = createClock();
	const run = createRun(place.folder, { clock });
	let port: number | undefined;
	const source = createWebhookSource(
		{
			clock,
			openListener,
			intake: run.intake,
			random: () => 0.5,
			secretsOf: () => [],
			bodySecretFieldOf: () => undefined,
			log: run.log,
			onListening: value => {
				port = value;
			},
		},
		{ host: '127.0.0.1', port: 0, source: 'desk', signedOnly: false },
	);
	source.start();
	cleanups.push(source.stop);
	await waitUntil(() => port);

	const tally = new Map<number, number>();
	const post = (index: number): Promise<void> =>
		new Promise((resolve, reject) => {
			const body = JSON.stringify(eventOf({ id: `e${index}` }));
			const outgoing = request(
				{
					host: '127.0.0.1',
					port,
					path: '/signals/desk',
					method: 'POST',
					agent: false,
					headers: { 'content-type': 'application/json' },
				},
				reply => {
					reply.resume();
					reply.on('end', () => {
						tally.set(reply.statusCode!, (tally.get(reply.statusCode!) ?? 0) + 1);
						resolve();
					});
				},
			);
			outgoing.on('error', reject);
			outgoing.end(body);
		});
	const senders = Array.from({ length: 8 }, async (_, sender) => {
		for (let index = sender; index < 10_000; index += 8) {
			await post(index);
		}
	});
	await Promise.all(senders);

	const taken = tally.get(202)!;
	expect([...tally.keys()].toSorted()).toEqual([202, 429]);
	expect(taken + tally.get(429)!).toBe(10_000);
	expect(run.counted()).toHaveLength(taken);
	expect(taken).toBeGreaterThanOrEqual(20);
}, 240_000);

test('refuses to start with a secret that cannot be one', () => {
	expect(() => start({ secretsOf: () => ['whsec_not base64!'] })).toThrow('A webhook secret of desk was refused');

	const { status, said } = start({ secretsOf: name => (name === 'late' ? ['whsec_not base64!'] : []) });
	expect(status('/signals/late', eventOf())).toBe(503);
	expect(said.join()).toMatch(/A webhook secret of late was refused/);
	expect(said.join()).not.toContain('not base64!');
});

test('stops listening', () => {
	const { source, isClosed } = start();
	expect(source.link()).toMatchObject({ place: expect.stringMatching(/^webhook 127\.0\.0\.1:\d+$/), isUp: true });

	source.stop();

	expect(isClosed()).toBe(true);
});
