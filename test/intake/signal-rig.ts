import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake, type IntakeDeps } from '../../source/intake/intake.js';
import { createSignalIds } from '../../source/intake/signal-ids.js';
import type { Clock, InboundAnswer, ListenerEvents, OpenListener } from '../../source/lib/seams.js';
import type { SignalEvent } from '../../source/model/signal-event.js';
import { createFiles } from '../../source/platform/files.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

export const wall = 1_767_614_400_000;

export const eventOf = (change: object = {}): object => ({
	timestamp: wall - 250,
	symbol: 'BTC-USDT',
	signal_type: 'long_breakout',
	confidence: 0.7,
	...change,
});

/** A folder for one test, and what removes it. */
export function createFolder(): { readonly folder: string; readonly remove: () => void } {
	const folder = mkdtempSync(join(tmpdir(), 'kcmon-intake-'));
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** An intake whose ids are on the disk, as one run of the program has it. */
export function createRun(folder: string, change: Partial<IntakeDeps> & { readonly clock?: Clock } = {}) {
	const events: SignalEvent[] = [];
	const said: string[] = [];
	const log = (text: string): void => {
		said.push(text);
	};
	const clock = change.clock ?? createVirtualClock({ wall });
	const ids = createSignalIds(clock, { path: join(folder, 'signal-ids.ndjson'), files: createFiles(), log });
	const intake = createIntake({
		clock,
		publish: event => events.push(event),
		isTradable: () => true,
		ids,
		...change,
	});
	/** What a person counts: signals that are no repeats. */
	const counted = (): string[] =>
		events.flatMap(event =>
			event.type === 'signal' && event.signal.duplicateOf === undefined ? [event.signal.id] : [],
		);
	const repeats = (): string[] =>
		events.flatMap(event => (event.type === 'signal' ? (event.signal.duplicateOf ?? []) : []));
	const quarantined = () => events.filter(event => event.type === 'signal-quarantined');
	return { clock, events, said, log, intake, counted, repeats, quarantined };
}

/** A listener without a network: `post` is what came through it. */
export function createFakeListener() {
	let events: ListenerEvents | undefined;
	let isClosed = false;
	const openListener: OpenListener = (_options, handlers) => {
		events = handlers;
		handlers.onListening(4321);
		return () => {
			isClosed = true;
		};
	};
	const post = (target: string, body: unknown, headers: Readonly<Record<string, string>> = {}): InboundAnswer => {
		const bytes =
			body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
		return events!.onPost({ target, headers, body: bytes });
	};
	return { openListener, post, isClosed: () => isClosed };
}
