import { NetError } from '../../lib/errors.js';
import type { Clock, HttpReply, HttpRequest, Net } from '../../lib/seams.js';
import type { SocketNews } from '../../market/feed.js';
import type { HealthEvent } from '../../model/health-event.js';
import type { SignalEvent } from '../../model/signal-event.js';
import { encodeHeader, encodeRecord, type RecordingHeader, type RecordLine, recordingVersion } from './record.js';

export type RecorderDeps = {
	readonly clock: Pick<Clock, 'wallNow' | 'monoNow'>;
	/** Takes a line, and is never waited for. */
	readonly write: (line: string) => void;
	/** Bytes that are written and have not reached the disk. */
	readonly waiting: () => number;
	/** Lines were dropped for a slow disk, and it has caught up. */
	readonly onLost: (count: number) => void;
};

export type Recorder = {
	readonly begin: (facts: Pick<RecordingHeader, 'program' | 'venue' | 'symbols'>) => void;
	readonly tap: SocketNews;
	/** The same net; replies of public GETs are kept. Tokens, signed calls and everything sent are not. */
	readonly tapNet: <Tapped extends Net>(net: Tapped) => Tapped;
	/** A signal from outside. */
	readonly signal: (event: SignalEvent) => void;
	readonly end: () => void;
	/** Frames kept so far. */
	readonly frames: () => number;
	/** Lines dropped so far. */
	readonly lost: () => number;
};

/** More than this waits for no disk. */
const mostWaiting = 64 * 1024 * 1024;
const caughtUp = 1024 * 1024;

/** What a reply is read with: nothing that names a person or a machine. */
const keptHeaders = ['gw-ratelimit-limit', 'gw-ratelimit-remaining', 'gw-ratelimit-reset', 'retry-after'];

/**
 * Turns what comes in into the lines of a recording: every frame as received, what became of sockets and topics, the replies
 * of public REST requests, signals from outside. With a disk that is too slow lines are dropped, counted, and the count
 * is written where they are missing.
 */
export function createRecorder(deps: RecorderDeps): Recorder {
	const { clock } = deps;
	let startedAt = clock.monoNow();
	let frames = 0;
	let dropped = 0;
	let missing = 0;

	const moment = () => ({ at: clock.monoNow() - startedAt, wall: Math.floor(clock.wallNow()) });

	const keep = (record: RecordLine): void => {
		if (missing > 0 && deps.waiting() <= caughtUp) {
			const count = missing;
			missing = 0;
			deps.write(encodeRecord({ kind: 'lost', ...moment(), count }));
			deps.onLost(count);
		}

		if (missing > 0 || deps.waiting() > mostWaiting) {
			missing += 1;
			dropped += 1;
			return;
		}

		deps.write(encodeRecord(record));
	};

	const health = (event: HealthEvent): void => {
		const isWaiting = event.type === 'socket' && event.nextAttemptAt !== undefined;
		keep({
			kind: 'health',
			...moment(),
			event: isWaiting ? { ...event, nextAttemptAt: (event.nextAttemptAt ?? startedAt) - startedAt } : event,
		});
	};

	const keepReply = (target: string, { status, headers, body }: HttpReply): void => {
		const kept: Record<string, string> = {};
		for (const name of keptHeaders) {
			const value = headers[name];
			if (value !== undefined && /^[\w.-]{1,40}$/.test(value)) {
				kept[name] = value;
			}
		}

		keep({ kind: 'reply', ...moment(), target, status, headers: kept, body });
	};

	const request = async (net: Net, options: HttpRequest): Promise<HttpReply> => {
		const target = targetOf(options);
		if (target === undefined) {
			return net.request(options);
		}

		try {
			const reply = await net.request(options);
			keepReply(target, reply);
			return reply;
		} catch (error) {
			if (error instanceof NetError) {
				keep({ kind: 'failure', ...moment(), target, failure: error.failure });
			}

			throw error;
		}
	};

	return {
		begin: facts => {
			startedAt = clock.monoNow();
			const started = Math.floor(clock.wallNow());
			deps.write(encodeHeader({ kcmon: 'recording', version: recordingVersion, ...facts, started }));
		},
		tap: {
			frame: (text, { socket, generation, receivedAt }) => {
				frames += 1;
				keep({ kind: 'frame', at: clock.monoNow() - startedAt, wall: receivedAt, socket, generation, text });
			},
			health,
		},
		tapNet: net => ({ ...net, request: options => request(net, options) }),
		signal: event => keep({ kind: 'signal', ...moment(), event }),
		end: () => keep({ kind: 'end', ...moment() }),
		frames: () => frames,
		lost: () => dropped,
	};
}

/** Undefined for what is not recorded: anything but a GET that carries no key. */
function targetOf({ method, url, headers }: HttpRequest): string | undefined {
	const isSigned = Object.keys(headers ?? {}).some(name => /^(?:kc-api|authorization|cookie)/i.test(name));
	if (method !== 'GET' || isSigned) {
		return undefined;
	}

	const { pathname, search } = new URL(url);
	return `${pathname}${search}`;
}
