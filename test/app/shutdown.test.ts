import { expect, test } from 'vitest';
import type { Host, HostSignal } from '../../source/app/host.js';
import type { AppIo } from '../../source/app/io.js';
import { createShutdown } from '../../source/app/shutdown.js';
import { KcmonError } from '../../source/lib/errors.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

/** A process that notes what happens to it, in order, and never ends the test's own. */
function createWorld({ lostTerminal = false, slowReader = false } = {}) {
	const log: string[] = [];
	const signals = new Map<HostSignal, () => void>();
	const clock = createVirtualClock();
	let crash = (_error: unknown): void => {};
	let leave = (): void => {};
	let failWrite = (_stream: 'stdout' | 'stderr', _code: string): void => {};
	const host: Host = {
		argv: [],
		env: {},
		platform: 'linux',
		homeDir: '/home/me',
		cwd: '/here',
		stdoutIsTty: true,
		stdinIsTty: true,
		writeStdout: text => {
			log.push(`out ${text}`);
			return true;
		},
		writeStderr: text => {
			log.push(`err ${text.split('\n')[0]}`);
		},
		onDrain: () => () => {},
		onWriteError: listener => {
			failWrite = listener;
		},
		flush: () => {
			log.push('flush');
			return slowReader ? new Promise(() => {}) : Promise.resolve();
		},
		onSignal: (signal, listener) => {
			signals.set(signal, listener);
		},
		onUncaught: listener => {
			crash = listener;
		},
		onExit: listener => {
			leave = listener;
		},
		after: clock.after,
		hasLostTerminal: () => lostTerminal,
		exit: code => {
			log.push(`exit ${code}`);
			leave();
		},
		dieByHangup: () => {
			log.push('die');
		},
	};
	const io: AppIo = createShutdown(host);
	return {
		io,
		log,
		clock,
		raise: (signal: HostSignal) => signals.get(signal)!(),
		crash: (error: unknown) => crash(error),
		failWrite: (stream: 'stdout' | 'stderr', code: string) => failWrite(stream, code),
		/** Lets every promise that can settle do so. */
		settle: async () => {
			for (let round = 0; round < 50; round += 1) {
				await Promise.resolve();
			}
		},
	};
}

test('a hidden secret passes neither into words for a person nor into the report of a failure, whatever holds it', async () => {
	const { io, log, crash, settle } = createWorld();
	const secret = 'a1b2c3d4-0000"4000';
	io.hide(secret);
	io.onStop(() => {
		throw new KcmonError(`in a cleanup ${secret}`, { code: 'ERR_TEST', hint: `with ${secret}` });
	});

	io.stderr(`kcmon: said ${secret} twice: ${JSON.stringify(secret)}\n`);
	crash(new TypeError(`${secret} is not a function`));
	await settle();

	expect(log.join('\n')).not.toContain('a1b2c3d4');
	expect(log.filter(line => line.includes('[redacted]'))).toHaveLength(3);
});

test('restores the terminal first, cleans up last in first out, flushes, then exits', async () => {
	const { io, log, settle } = createWorld();
	io.onRestoreTerminal(reason => log.push(`restore ${reason}`));
	io.onStop(async () => {
		await Promise.resolve();
		log.push('first registered');
	});
	io.onStop(reason => {
		log.push(`last registered ${reason}`);
	});

	io.stop('quit');
	expect(log).toEqual(['restore quit', 'last registered quit']);
	await settle();

	expect(log).toEqual(['restore quit', 'last registered quit', 'first registered', 'flush', 'exit 0']);
	expect(io.stopping.aborted).toBe(true);
});

test.each([
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const)('%s exits with %d after the cleanups', async (signal, code) => {
	const { io, log, raise, settle } = createWorld();
	io.onStop(() => {
		log.push('clean');
	});

	raise(signal);
	await settle();

	expect(log).toEqual(['clean', 'flush', `exit ${code}`]);
});

test('SIGUSR1 is heard and does nothing, so that no inspector opens', async () => {
	const { log, raise, settle } = createWorld();

	raise('SIGUSR1');
	await settle();

	expect(log).toEqual([]);
});

test('happens once, whatever comes after', async () => {
	const { io, log, settle } = createWorld();
	let count = 0;
	io.onRestoreTerminal(() => {
		count += 1;
	});
	io.onStop(() => {
		count += 1;
	});

	io.stop('done', { exitCode: 4 });
	io.stop('quit');
	io.stop('pipe');
	await settle();

	expect(count).toBe(2);
	expect(log).toEqual(['flush', 'exit 4']);
});

test('a second Ctrl+C does not wait for a cleanup that hangs', async () => {
	const { io, log, raise, settle } = createWorld();
	io.onRestoreTerminal(() => log.push('restore'));
	io.onStop(() => new Promise(() => {}));

	raise('SIGINT');
	await settle();
	expect(log).toEqual(['restore']);
	raise('SIGINT');

	expect(log).toEqual(['restore', 'exit 130']);
});

test('a cleanup that hangs is given up after five seconds', async () => {
	const { io, log, raise, clock, settle } = createWorld();
	io.onStop(() => new Promise(() => {}));

	raise('SIGTERM');
	await settle();
	await clock.advance(4999);
	await settle();
	expect(log).toEqual([]);
	await clock.advance(1);
	await settle();

	expect(log).toEqual(['flush', 'exit 143']);
});

test('an interrupted program does not wait for a reader that sleeps', async () => {
	const { log, raise, clock, settle } = createWorld({ slowReader: true });

	raise('SIGINT');
	await settle();
	expect(log).toEqual(['flush']);
	await clock.advance(1000);
	await settle();

	expect(log).toEqual(['flush', 'exit 130']);
});

test('a finished command waits for its reader, and Ctrl+C ends that too', async () => {
	const { io, log, raise, clock, settle } = createWorld({ slowReader: true });

	io.stop('done');
	await settle();
	await clock.advance(60_000);
	await settle();
	expect(log).toEqual(['flush']);
	raise('SIGINT');

	expect(log).toEqual(['flush', 'exit 130']);
});

test('one bad cleanup or restorer does not stop the others', async () => {
	const { io, log, settle } = createWorld();
	io.onRestoreTerminal(() => log.push('restore'));
	io.onRestoreTerminal(() => {
		throw new Error('restore failed');
	});
	io.onStop(() => {
		log.push('clean');
	});
	io.onStop(() => {
		throw new KcmonError('Cleaning failed', { code: 'ERR_TEST' });
	});

	io.stop('done');
	await settle();

	expect(log).toEqual(['restore', 'err kcmon: Cleaning failed', 'clean', 'flush', 'exit 0']);
});

test('what was withdrawn does not run', async () => {
	const { io, log, settle } = createWorld();
	const withdraw = io.onStop(() => {
		log.push('clean');
	});
	withdraw();
	withdraw();

	io.stop('done');
	await settle();

	expect(log).toEqual(['flush', 'exit 0']);
});

test('a bug restores the terminal, prints its stack and exits 70', async () => {
	const { io, log, crash, settle } = createWorld();
	io.onRestoreTerminal(reason => log.push(`restore ${reason}`));

	crash(new TypeError('x is not a function'));
	crash(new Error('and another'));
	await settle();

	expect(log).toEqual([
		'restore crash',
		'err kcmon: TypeError: x is not a function',
		'err kcmon: Error: and another',
		'flush',
		'exit 70',
	]);
});

test('a closed pipe ends the program with 0 and nothing more is written', async () => {
	const { io, log, failWrite, settle } = createWorld();

	failWrite('stdout', 'EPIPE');
	expect(io.stdout('more\n')).toBe(false);
	await settle();

	expect(log).toEqual(['exit 0']);
});

test('nobody reading stderr is no reason to stop', async () => {
	const { log, failWrite, settle } = createWorld();

	failWrite('stderr', 'EPIPE');
	await settle();

	expect(log).toEqual([]);
});

test('a full disk behind stdout fails the command', async () => {
	const { log, failWrite, settle } = createWorld();

	failWrite('stdout', 'ENOSPC');
	await settle();

	expect(log).toEqual(['err kcmon: Standard output failed: ENOSPC', 'flush', 'exit 1']);
});

test('a terminal that is gone ends the program as SIGHUP does, after the cleanups and without the exit that aborts', async () => {
	const { io, log, failWrite, settle } = createWorld({ lostTerminal: true });
	io.onStop(reason => {
		log.push(`clean ${reason}`);
	});

	failWrite('stdout', 'EIO');
	await settle();

	expect(log.slice(0, 3)).toEqual(['clean hangup', 'flush', 'die']);
});

test('an exit from elsewhere still restores the terminal', () => {
	const log: string[] = [];
	let leave = (): void => {};
	const nothing = (): void => {};
	const io = createShutdown({
		argv: [],
		env: {},
		platform: 'linux',
		homeDir: '',
		cwd: '',
		stdoutIsTty: true,
		stdinIsTty: true,
		writeStdout: () => true,
		writeStderr: nothing,
		onDrain: () => nothing,
		onWriteError: nothing,
		flush: () => Promise.resolve(),
		onSignal: nothing,
		onUncaught: nothing,
		onExit: listener => {
			leave = listener;
		},
		after: () => nothing,
		hasLostTerminal: () => false,
		exit: nothing,
		dieByHangup: nothing,
	});
	io.onRestoreTerminal(reason => log.push(`restore ${reason}`));

	leave();

	expect(log).toEqual(['restore crash']);
});

test('SIGINT is asked about first, each time, and stops only when nobody is asked', async () => {
	const { io, raise, log, clock } = createWorld();
	let isAsked = true;
	io.onInterrupt(() => isAsked);

	raise('SIGINT');
	raise('SIGINT');
	await clock.advance(10_000);
	expect(log).toEqual([]);
	isAsked = false;
	raise('SIGINT');
	await clock.advance(0);

	expect(log).toContain('exit 130');
});

test('SIGTERM stops while a question is open', async () => {
	const { io, raise, log, clock } = createWorld();
	io.onInterrupt(() => true);

	raise('SIGTERM');
	await clock.advance(0);

	expect(log).toContain('exit 143');
});

test('a second signal does not cut short what is essential, and cuts short the rest', async () => {
	const { io, raise, log, clock } = createWorld();
	io.onStop(() => new Promise<void>(() => {}));
	io.onStop(
		() =>
			new Promise<void>(done => {
				clock.after(3000, () => {
					log.push('orders canceled');
					done();
				});
			}),
		{ essential: true },
	);

	raise('SIGTERM');
	await clock.advance(1000);
	raise('SIGINT');
	raise('SIGTERM');
	await clock.advance(2500);
	expect(log).toEqual(['orders canceled']);
	raise('SIGINT');

	expect(log).toEqual(['orders canceled', 'exit 143']);
});

test('what is essential has five seconds, too', async () => {
	const { io, raise, log, clock } = createWorld();
	io.onStop(() => new Promise<void>(() => {}), { essential: true });

	raise('SIGTERM');
	await clock.advance(4999);
	expect(log).toEqual([]);
	await clock.advance(1);

	expect(log).toContain('exit 143');
});

test('SIGUSR2 halts and stops nothing', async () => {
	const { io, raise, log, clock } = createWorld();
	const halts: string[] = [];
	const forget = io.onHalt(() => halts.push('halt'));

	raise('SIGUSR2');
	forget();
	raise('SIGUSR2');
	await clock.advance(10_000);

	expect({ halts, log }).toEqual({ halts: ['halt'], log: [] });
});
