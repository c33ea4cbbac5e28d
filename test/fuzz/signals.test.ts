import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventStreamParser } from '../../source/intake/event-stream.js';
import { createLineSplitter } from '../../source/intake/line-splitter.js';
import { parseSignal } from '../../source/intake/signal-schema.js';
import { createSseSource } from '../../source/intake/sse.js';
import { createWebhookSource } from '../../source/intake/webhook.js';
import { createWebsocketSource } from '../../source/intake/websocket.js';
import type { Socket, SocketEvents, StreamEvents } from '../../source/lib/seams.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { createFakeListener, createFolder, createRun, eventOf, wall } from '../intake/signal-rig.js';
import { attempt, budget, seed } from './budget.js';
import { createMutator } from './mutate.js';

const patience = 3_600_000;
const controls = /[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;
const rich = eventOf({
	id: 'a-1',
	side: 'buy',
	entry_low: '67000.1',
	entry_high: '67010',
	stop: '66500',
	targets: ['67500', '68000'],
	ttl_ms: 60_000,
	horizon: 'intraday',
	reason: 'breakout above 67,000',
	features: { volume_z: 3.2, spread_bps: 0.4 },
	schema_version: 1,
});
const text = JSON.stringify(rich);
const fields = new Set([...Object.keys(rich), '']);

test('a signal of any text is read clean, or refused by the name of a field', { timeout: patience }, () => {
	const mutator = createMutator(seed);
	let refused = 0;
	for (let index = 0; index < budget(20_000); index += 1) {
		const input =
			mutator.below(2) === 0 ? mutator.text(text, text) : JSON.stringify(mutator.tree(structuredClone(rich)));
		const parsed = attempt(() => parseSignal(input), input)!;
		if (parsed.ok) {
			expect(JSON.stringify(parsed.fields, (_, value) => (value === undefined ? null : value))).not.toMatch(controls);
			expect(parsed.fields.confidence).toBeGreaterThanOrEqual(0);
			expect(parsed.fields.confidence).toBeLessThanOrEqual(1);
		} else {
			refused += 1;
			// What is inside of features or of a list is named with its place.
			const name = parsed.field.replace(/[.[].*$/, '');
			if (
				(!fields.has(name) && !/proto|constructor/.test(parsed.field)) ||
				controls.test(parsed.field + parsed.problem)
			) {
				throw new Error(`seed ${seed}: field ${JSON.stringify(parsed)} on ${JSON.stringify(input)}`);
			}
		}
	}

	expect(refused).toBeGreaterThan(budget(20_000) / 4);
});

/** Cuts bytes at arbitrary places. */
function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
	let from = 0;
	for (const size of sizes) {
		yield bytes.subarray(from, from + size);
		from += size;
	}

	yield bytes.subarray(from);
}

const pieces = fc.array(
	fc.oneof(
		fc.constantFrom(
			'data: ',
			'data',
			':',
			'event: x',
			'id: 7',
			'id: \0',
			'retry: 10',
			'retry: x',
			'\n',
			'\r',
			'\r\n',
			'\n\n',
			'\uFEFF',
			'x'.repeat(70),
		),
		fc.string({ unit: 'binary', maxLength: 20 }),
	),
	{ maxLength: 30 },
);
const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 });

test('an event stream says the same in whatever pieces it comes', { timeout: patience }, () => {
	fc.assert(
		fc.property(pieces, sizes, (parts, cuts) => {
			const bytes = Buffer.from(parts.join(''));
			const read = (chunks: Iterable<Uint8Array>): readonly string[] => {
				const heard: string[] = [];
				const parser = createEventStreamParser(
					{ maxBytes: 64 },
					{
						onEvent: ({ type, data }) => {
							expect(data.length).toBeLessThanOrEqual(64);
							heard.push(`event ${type} ${data}`);
						},
						onId: id => heard.push(`id ${id}`),
						onRetry: ms => heard.push(`retry ${ms}`),
						onTooLong: () => heard.push('too long'),
					},
				);
				for (const chunk of chunks) {
					parser.push(chunk);
				}

				return heard;
			};
			expect(read(cut(bytes, cuts))).toEqual(read([bytes]));
		}),
		{ seed, numRuns: budget(2000) },
	);
});

test('lines are the same in whatever pieces they come, and never longer than allowed', { timeout: patience }, () => {
	fc.assert(
		fc.property(pieces, fc.uint8Array({ maxLength: 8 }), sizes, (parts, garbage, cuts) => {
			const bytes = Buffer.concat([Buffer.from(parts.join('')), garbage, Buffer.from('\nlast')]);
			const read = (chunks: Iterable<Uint8Array>): readonly string[] => {
				const heard: string[] = [];
				const splitter = createLineSplitter(
					{ maxBytes: 64 },
					{ onLine: line => heard.push(`line ${line}`), onBadLine: problem => heard.push(`bad ${problem}`) },
				);
				for (const chunk of chunks) {
					splitter.push(chunk);
				}

				splitter.flush();
				return heard;
			};
			const heard = read([bytes]);
			expect(read(cut(bytes, cuts))).toEqual(heard);
			expect(heard.every(line => Buffer.byteLength(line) <= 64 + 'line '.length)).toBe(true);
			expect(heard.at(-1)).toBe('line last');
		}),
		{ seed, numRuns: budget(2000) },
	);
});

const socket: Socket = { send: () => {}, close: () => {}, terminate: () => {}, bytesReceived: () => 0 };

test('whatever a WebSocket or an event stream sends, what is told of it is clean, and the source goes on', {
	timeout: patience,
}, () => {
	const place = createFolder();
	try {
		const mutator = createMutator(seed);
		const clock = createVirtualClock({ wall });
		const run = createRun(place.folder, { clock });
		let frames: SocketEvents | undefined;
		let bytes: StreamEvents | undefined;
		createWebsocketSource(
			{
				...run,
				random: () => 0.5,
				net: {
					connect: (_url, _options, events) => {
						frames = events;
						return socket;
					},
				},
			},
			{ url: 'wss://example.com/s', source: 'ws', token: undefined, subscribe: undefined },
		).start();
		createSseSource(
			{
				...run,
				random: () => 0.5,
				openStream: (_request, events) => {
					bytes = events;
					return () => {};
				},
			},
			{ url: 'https://example.com/s', source: 'sse', token: undefined },
		).start();
		frames!.onOpen();
		bytes!.onOpen({ status: 200, contentType: 'text/event-stream' });
		for (let index = 0; index < budget(3000); index += 1) {
			const input =
				mutator.below(2) === 0 ? mutator.text(text, text) : JSON.stringify(mutator.tree(structuredClone(rich)));
			attempt(() => frames!.onText(input), input);
			const streamed = `${mutator.text(`id: 1\nevent: signal\ndata: ${input}`, 'retry: 5\n\n')}\n\n`;
			attempt(() => bytes!.onBytes(Buffer.from(streamed)), streamed);
			// The rate of a source is bounded: time passes between them.
			clock.advanceSync(300);
		}

		const told = JSON.stringify(run.events.map(event => event)).replaceAll(/\\[nrtbf"\\/]/g, '');
		expect(run.events.length).toBeGreaterThan(budget(3000) / 2);
		expect(told).not.toMatch(controls);
		expect(told).not.toMatch(/\\u00[01]|\\u007f|\\u00[89]/);
		expect(run.said.join('\n')).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
		for (const event of run.quarantined()) {
			expect(event.problem).not.toBe('');
		}
	} finally {
		place.remove();
	}
});

const codes = new Set([200, 202, 400, 401, 404, 405, 409, 413, 415, 422, 429, 503]);

test('whatever is posted to the webhook, the answer is one of its own and names the field that is wrong', {
	timeout: patience,
}, () => {
	const place = createFolder();
	try {
		const mutator = createMutator(seed);
		const clock = createVirtualClock({ wall });
		const run = createRun(place.folder, { clock });
		const listener = createFakeListener();
		createWebhookSource(
			{
				clock,
				random: () => 0.5,
				openListener: listener.openListener,
				intake: run.intake,
				secretsOf: () => [],
				bodySecretFieldOf: () => undefined,
				log: run.log,
			},
			{ host: '127.0.0.1', port: 1, source: 'desk', signedOnly: false },
		).start();
		const seen = new Map<number, number>();
		for (let index = 0; index < budget(5000); index += 1) {
			const body =
				mutator.below(2) === 0 ? mutator.text(text, text) : JSON.stringify(mutator.tree(structuredClone(rich)));
			const target = mutator.below(10) === 0 ? mutator.text('/signals/desk?x=1', '/signals/../desk') : '/signals/desk';
			const headers = mutator.below(5) === 0 ? { 'webhook-id': mutator.text('msg_1', text) } : {};
			const answer = attempt(() => listener.post(target, body, headers), `${target} ${body}`)!;
			seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
			if (!codes.has(answer.status)) {
				throw new Error(`seed ${seed}: ${answer.status} on ${JSON.stringify(body)}`);
			}

			expect(JSON.stringify(answer).replaceAll(/\\[nrtbf"\\/]/g, '')).not.toMatch(/\\u00[01]|\u001B|\u202E/);
			clock.advanceSync(300);
		}

		expect(seen.get(400)).toBeGreaterThan(budget(5000) / 10);
		expect(seen.get(202)).toBeGreaterThan(10);
	} finally {
		place.remove();
	}
});
