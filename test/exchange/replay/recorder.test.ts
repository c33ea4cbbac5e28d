import { expect, test } from 'vitest';
import { readRecord } from '../../../source/exchange/replay/read-record.js';
import { createRecorder } from '../../../source/exchange/replay/recorder.js';

const megabyte = 1024 * 1024;

/** A disk that takes nothing until it is told to. */
function openRecorder() {
	const lines: string[] = [];
	const lost: number[] = [];
	let waiting = 0;
	let mono = 0;
	const recorder = createRecorder({
		clock: { wallNow: () => 1_700_000_000_000 + mono, monoNow: () => mono },
		write: line => {
			waiting += line.length;
			lines.push(line);
		},
		waiting: () => waiting,
		onLost: count => lost.push(count),
	});
	recorder.begin({ program: '1', venue: 'KuCoin', symbols: ['BTC-USDT'] });
	return {
		recorder,
		lines,
		lost,
		setWaiting: (bytes: number) => {
			waiting = bytes;
		},
		waiting: () => waiting,
		frame: (name: string, length = 0) => {
			mono += 1;
			recorder.tap.frame(JSON.stringify({ name, fill: 'x'.repeat(length) }), {
				socket: 'public-1',
				generation: 1,
				receivedAt: 1_700_000_000_000 + mono,
			});
		},
	};
}

test('a disk that takes nothing holds 64 MB of lines and no more', () => {
	const { recorder, frame, setWaiting, waiting, lost } = openRecorder();
	setWaiting(62 * megabyte);
	for (let count = 0; count < 10; count += 1) {
		frame(`${count}`, megabyte);
	}

	expect(waiting()).toBeGreaterThan(64 * megabyte);
	expect(waiting()).toBeLessThan(65 * megabyte);
	expect(recorder.frames()).toBe(10);
	expect(recorder.lost()).toBe(8);
	expect(lost).toEqual([]);
});

test('what was dropped is counted, the count stands at the gap, and whoever must be asked anew is told once', () => {
	const { recorder, frame, setWaiting, lines, lost } = openRecorder();
	frame('before');
	setWaiting(64 * megabyte + 1);
	frame('dropped 1');
	frame('dropped 2');
	// Not at once: what is written must have room for a while.
	setWaiting(2 * megabyte);
	frame('dropped 3');
	setWaiting(megabyte);
	frame('after');
	recorder.end();

	const records = lines.slice(1).map(line => readRecord(line.trimEnd()));
	expect(records).toMatchObject([
		{ value: { kind: 'frame', text: expect.stringContaining('before') } },
		{ value: { kind: 'lost', count: 3, at: 5 } },
		{ value: { kind: 'frame', text: expect.stringContaining('after') } },
		{ value: { kind: 'end' } },
	]);
	expect(lost).toEqual([3]);
	expect(recorder.lost()).toBe(3);
});
