import { appendFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exampleMaps } from '../../source/intake/examples.js';
import { openSignalSources, type SourcesDeps } from '../../source/intake/open-sources.js';
import { createSignalIds } from '../../source/intake/signal-ids.js';
import { parseSourceSpec } from '../../source/intake/spec.js';
import type { SignalEvent } from '../../source/model/signal-event.js';
import { createClock } from '../../source/platform/clock.js';
import { createFiles } from '../../source/platform/files.js';
import { openListener } from '../../source/platform/listener.js';
import { openForReading } from '../../source/platform/open-file.js';
import { connectSocket } from '../../source/platform/socket.js';
import { openStream } from '../../source/platform/stream.js';
import { waitUntil } from '../helpers/wait-until.js';
import { createFolder, eventOf } from './signal-rig.js';

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

/** One run of the program, on the machine's own seams. */
function start(specs: readonly string[], change: Partial<SourcesDeps> = {}) {
	const clock = createClock();
	const events: SignalEvent[] = [];
	const ports: number[] = [];
	const said: string[] = [];
	const log = (text: string): void => {
		said.push(text);
	};
	const sources = openSignalSources(specs.map(parseSourceSpec), {
		clock,
		random: Math.random,
		net: { connect: connectSocket },
		openStream,
		openListener: ({ host }, handlers) => openListener({ host, port: 0 }, handlers),
		openForReading,
		input: () => ({ start: () => {}, pause: () => {}, resume: () => {}, stop: () => {} }),
		ids: createSignalIds(clock, { path: join(place.folder, 'ids.ndjson'), files: createFiles(), log }),
		publish: event => events.push(event),
		isTradable: () => true,
		secretsOf: () => [],
		tokenOf: () => undefined,
		settingsOf: () => ({}),
		log,
		onListening: port => ports.push(port),
		...change,
	});
	for (const source of sources) {
		source.start();
	}

	const stop = (): void => {
		for (const source of sources) {
			source.stop();
		}
	};
	cleanups.push(stop);
	const counted = (): string[] =>
		events.flatMap(event =>
			event.type === 'signal' && event.signal.duplicateOf === undefined ? [event.signal.id] : [],
		);
	return { sources, events, ports, said, stop, counted };
}

function post(port: number, path: string, body: object): Promise<number> {
	return new Promise((resolve, reject) => {
		const headers = { 'content-type': 'application/json' };
		const outgoing = request({ host: '127.0.0.1', port, path, method: 'POST', agent: false, headers }, reply => {
			reply.resume();
			reply.on('end', () => resolve(reply.statusCode!));
		});
		outgoing.on('error', reject);
		outgoing.end(JSON.stringify(body));
	});
}

test('all adapters share one memory, over a restart', async () => {
	const path = join(place.folder, 'signals.ndjson');
	const line = (id: string): string => `${JSON.stringify(eventOf({ id }))}\n`;
	writeFileSync(path, line('a'), { mode: 0o600 });
	const specs = [`file:${path}?source=desk&from=start`, 'webhook:9999?source=desk'];

	const first = start(specs);
	await waitUntil(() => first.counted().length === 1 && first.ports[0]);
	expect(await post(first.ports[0]!, '/signals/desk', eventOf({ id: 'a' }))).toBe(200);
	expect(await post(first.ports[0]!, '/signals/desk', eventOf({ id: 'b' }))).toBe(202);
	first.stop();
	appendFileSync(path, line('b') + line('c'));
	const second = start(specs);
	await waitUntil(() => second.events.length === 3 && second.ports[0]);

	expect(first.counted()).toEqual(['a', 'b']);
	expect(second.counted()).toEqual(['c']);
	expect(await post(second.ports[0]!, '/signals/desk', eventOf({ id: 'b' }))).toBe(200);
});

test('a source is read with the map that is set for it', async () => {
	const { ports, events } = start(['webhook:9999'], {
		settingsOf: source => (source === 'bot' ? { map: exampleMaps.trendfi } : {}),
	});
	await waitUntil(() => ports[0]);
	const body = { id: 5, ticker: 'BTCUSDT', price: 1, buy: true, sell: false };

	expect(await post(ports[0]!, '/signals/bot', body)).toBe(202);
	expect(await post(ports[0]!, '/signals/desk', body)).toBe(400);

	expect(events[0]).toMatchObject({ signal: { symbol: 'BTC-USDT', side: 'buy', id: '5', source: 'bot' } });
});

test('a webhook that others can reach needs a secret', () => {
	expect(() => start(['webhook:0.0.0.0:9999'])).toThrow('others can reach it, and voiceofchain has no secret');
	expect(() => start(['stdin', 'stdin?source=b'])).toThrow('there is only one standard input');
	const { sources } = start(['webhook:127.0.0.1:9999', 'webhook:[::1]:9998', 'webhook:localhost:9997']);
	expect(sources).toHaveLength(3);
});
