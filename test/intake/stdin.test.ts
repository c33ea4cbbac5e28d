import { expect, test } from 'vitest';
import { createIntake } from '../../source/intake/intake.js';
import { createStdinSource } from '../../source/intake/stdin.js';
import type { ByteInput } from '../../source/lib/seams.js';
import type { SignalEvent } from '../../source/model/signal-event.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

const line = (id: string) =>
	JSON.stringify({ timestamp: 1_767_614_400_000, symbol: 'BTC-USDT', signal_type: 'x', confidence: 1, id });

function build() {
	const clock = createVirtualClock();
	const events: SignalEvent[] = [];
	const said: string[] = [];
	const calls: string[] = [];
	let listener: Parameters<ByteInput['start']>[0] | undefined;
	const input: ByteInput = {
		start: events => {
			listener = events;
		},
		pause: () => calls.push('pause'),
		resume: () => calls.push('resume'),
		stop: () => calls.push('stop'),
	};
	const intake = createIntake({ clock, publish: event => events.push(event), isTradable: () => true });
	const source = createStdinSource({ clock, input, intake, log: text => said.push(text) }, { source: 'desk' });
	source.start();
	const send = (text: string) => listener!.onBytes(new TextEncoder().encode(text));
	return { clock, events, said, calls, source, send, end: (problem?: string) => listener!.onEnd(problem) };
}

test('takes one event a line, and the last line without its line break', async () => {
	const { clock, events, send, end } = build();

	send(`${line('a')}\n${line('b')}\n${line('c')}`);
	await clock.advance(10);
	expect(events).toHaveLength(2);
	end();
	await clock.advance(10);

	expect(events.map(event => (event.type === 'signal' ? event.signal.id : ''))).toEqual(['a', 'b', 'c']);
});

test('keeps what is no event as a quarantined one', async () => {
	const { clock, events, send } = build();

	send(`nonsense\n${'x'.repeat(30_000)}\n${line('a')}\n`);
	await clock.advance(10);

	expect(events.map(event => event.type)).toEqual(['signal-quarantined', 'signal-quarantined', 'signal']);
});

test('makes a fast writer wait instead of dropping its lines', async () => {
	const { clock, events, calls, send, end } = build();
	const count = 5_000;

	for (let index = 0; index < count; index += 100) {
		send(Array.from({ length: 100 }, (_, offset) => `${line(`${index + offset}`)}\n`).join(''));
	}

	end();
	expect(events).toHaveLength(0);
	expect(calls).toEqual(['pause']);
	await clock.advance(2_000);

	expect(calls).toEqual(['pause', 'resume']);
	expect(events).toHaveLength(count);
	expect(events.at(-1)).toMatchObject({ signal: { id: `${count - 1}` } });
});

test('says why the input ended when it did not end by itself', () => {
	const { said, end, source } = build();
	expect(source.link()).toEqual({ name: 'desk', place: 'stdin', isUp: true, text: 'reading' });

	end('EIO');

	expect(said).toEqual(['signals from stdin ended: EIO']);
	expect(source.link()).toMatchObject({ isUp: false, text: 'ended: EIO' });
});

test('publishes nothing after it was stopped', async () => {
	const { clock, events, send, source } = build();

	send(`${line('a')}\n`);
	source.stop();
	await clock.advance(100);

	expect(events).toEqual([]);
});
