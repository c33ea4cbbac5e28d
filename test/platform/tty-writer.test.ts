import { expect, test } from 'vitest';
import { createTtyWriter } from '../../source/platform/tty-writer.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

/** A descriptor that takes `room` bytes and then answers EAGAIN, or fails with another code. */
function setUp({ room = Number.POSITIVE_INFINITY } = {}) {
	const clock = createVirtualClock();
	const taken: number[] = [];
	const state = { room, failure: undefined as string | undefined, isClosed: false, attempts: 0 };
	const writer = createTtyWriter(clock, {
		write: (bytes, offset) => {
			state.attempts += 1;
			if (state.failure !== undefined) {
				throw Object.assign(new Error(`write ${state.failure}`), { code: state.failure });
			}

			const count = Math.min(state.room, bytes.length - offset);
			if (count === 0) {
				throw Object.assign(new Error('write EAGAIN'), { code: 'EAGAIN' });
			}

			state.room -= count;
			taken.push(...bytes.subarray(offset, offset + count));
			return count;
		},
		close: () => {
			state.isClosed = true;
		},
	});
	return { clock, state, writer, text: () => Buffer.from(taken).toString() };
}

test('writes a frame at once to a terminal that reads', () => {
	const { writer, text } = setUp();

	expect(writer.write('höre')).toBe(true);
	expect(text()).toBe('höre');
	expect(writer.bytesWritten()).toBe(5);
	expect(writer.isReady()).toBe(true);
});

test('finishes a half-written frame before it takes another', () => {
	const { clock, state, writer, text } = setUp({ room: 3 });
	let ready = 0;
	writer.onReady(() => ready++);

	expect(writer.write('abcdef')).toBe(true);
	expect(writer.isReady()).toBe(false);
	expect(writer.write('lost')).toBe(false);
	clock.advanceSync(500);
	expect(text()).toBe('abc');
	expect(ready).toBe(0);

	state.room = 100;
	clock.advanceSync(50);
	expect(text()).toBe('abcdef');
	expect(ready).toBe(1);
	expect(writer.write('next')).toBe(true);
	expect(text()).toBe('abcdefnext');
});

test('tries a terminal that does not read at most some thirty times a second', () => {
	const { clock, state, writer } = setUp({ room: 0 });
	writer.write('abc');
	clock.advanceSync(1000);
	const before = state.attempts;

	clock.advanceSync(10_000);

	expect(state.attempts - before).toBeLessThan(330);
	expect(state.attempts - before).toBeGreaterThan(200);
});

test.for(['EIO', 'EPIPE', 'ENXIO', 'EBADF'])('reports a terminal that answers %s once, and throws nothing', code => {
	const { clock, state, writer } = setUp();
	const reasons: string[] = [];
	writer.onGone(reason => reasons.push(reason));
	state.failure = code;

	writer.write('abc');
	writer.write('def');
	writer.writeLast('bye', 100);
	clock.advanceSync(1000);

	expect(reasons).toEqual([code]);
	expect(state.isClosed).toBe(true);
	expect(writer.isReady()).toBe(false);
	expect(clock.pending()).toBe(0);
});

test('reports a terminal that vanishes while a frame waits', () => {
	const { clock, state, writer } = setUp({ room: 1 });
	const reasons: string[] = [];
	writer.onGone(reason => reasons.push(reason));
	writer.write('abc');

	state.failure = 'EIO';
	clock.advanceSync(100);

	expect(reasons).toEqual(['EIO']);
});

test('is not put off by a signal', () => {
	const { clock, state, writer, text } = setUp();
	state.failure = 'EINTR';
	const write = (): boolean => writer.write('abc');
	let left = 3;
	Object.defineProperty(state, 'failure', { get: () => (left-- > 0 ? 'EINTR' : undefined) });

	expect(write()).toBe(true);
	expect(text()).toBe('abc');
	expect(clock.pending()).toBe(0);
});

test('ends with its last words, after what was on its way', () => {
	const { clock, state, writer, text } = setUp({ room: 2 });
	writer.write('abcdef');
	state.room = 100;

	writer.writeLast('bye', 100);

	expect(text()).toBe('abcdefbye');
	expect(clock.pending()).toBe(0);
});

test('breaks off a frame that does not leave, in its last words', () => {
	const { state, writer, text } = setUp({ room: 4 });
	writer.write('abcdef');

	writer.writeLast('bye', 0);

	expect(text()).toBe('abcd');
	state.room = 100;
	writer.write('next');
	expect(text()).toBe('abcd\u0018next');
});
