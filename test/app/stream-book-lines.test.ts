import { expect, test } from 'vitest';
import { createBookLines } from '../../source/app/book-lines.js';
import type { EventWriter } from '../../source/app/event-writer.js';
import type { EngineEvent } from '../../source/engine/engine.js';
import type { SocketState } from '../../source/model/health-event.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { createStore } from '../../source/store/store.js';

const symbol = 'BTC-USDT';

function build() {
	const clock = createVirtualClock();
	const store = createStore(clock, [symbol]);
	const written: string[] = [];
	const writer: Pick<EventWriter, 'writeEach' | 'writeNewest'> = {
		writeEach: line => written.push(line),
		writeNewest: (_key, encode) => written.push(encode()),
	};
	const lines = createBookLines({ clock, state: store.state, writer: writer as EventWriter }, { depth: 5 });
	const receivedAt = clock.wallNow();
	const tell = (event: EngineEvent): void => {
		store.apply(event);
		lines.note(event);
	};
	const socket = (state: SocketState, generation = 1): void =>
		tell({
			type: 'socket',
			socket: 'public-1',
			state,
			generation,
			attempt: 0,
			nextAttemptAt: undefined,
			reason: undefined,
			host: undefined,
			reconnects: 0,
			receivedAt,
		});
	const status = (word: 'sync' | 'gap' | 'live'): void =>
		tell({ type: 'book-status', symbol, status: word, reason: '', receivedAt });
	const snapshot = (sequence: number): void =>
		tell({
			type: 'book-snapshot',
			symbol,
			source: 'level2',
			sequence,
			depthLimit: 0,
			bids: [['9', '1']],
			asks: [['11', '1']],
			time: 1,
			receivedAt,
		});
	const delta = (sequence: number, size = '2'): void =>
		tell({
			type: 'book-delta',
			symbol,
			sequenceStart: sequence,
			sequenceEnd: sequence,
			bids: [['9', size, String(sequence)]],
			asks: [],
			time: 2,
			receivedAt,
		});
	const told = () =>
		written.splice(0).map(line => {
			const { state, sequence } = JSON.parse(line) as { state: string; sequence: string };
			return `${state} ${sequence}`;
		});
	const goLive = (): void => {
		socket('live');
		tell({
			type: 'topic',
			topic: `/market/level2:${symbol}`,
			symbol,
			stream: 'book',
			socket: 'public-1',
			state: 'confirmed',
			reason: undefined,
			receivedAt,
		});
		status('sync');
		snapshot(10);
		status('live');
	};
	return { clock, lines, socket, status, snapshot, delta, told, goLive };
}

test('is silent about changes until the book is live, then tells every change', () => {
	const { goLive, delta, told } = build();

	goLive();
	expect(told()).toEqual(['sync 0', 'live 10']);
	delta(11);
	delta(12);

	expect(told()).toEqual(['live 11', 'live 12']);
});

test('tells a gap at once with the last sequence applied, and nothing more until the book is live again', () => {
	const { goLive, delta, snapshot, status, told } = build();
	goLive();
	told();

	status('gap');
	expect(told()).toEqual(['gap 10']);
	snapshot(20);
	delta(21);
	expect(told()).toEqual([]);
	status('live');

	expect(told()).toEqual(['live 21']);
});

test('tells a gap that only the store has found', () => {
	const { goLive, delta, told } = build();
	goLive();
	told();

	delta(15);

	expect(told()).toEqual(['gap 10']);
});

test('is stale as soon as its socket is down', () => {
	const { goLive, socket, told } = build();
	goLive();
	told();

	socket('waiting');

	expect(told()).toEqual(['stale 10']);
});

test('grows stale with time alone when nothing proves it current', async () => {
	const { clock, goLive, lines, delta, told } = build();
	goLive();
	told();

	await clock.advance(29_000);
	lines.review();
	expect(told()).toEqual([]);
	await clock.advance(2_000);
	lines.review();
	lines.review();
	expect(told()).toEqual(['stale 10']);
	delta(11);

	expect(told()).toEqual(['live 11']);
});
