import type { NetFailure } from '../../lib/seams.js';
import type { HealthEvent } from '../../model/health-event.js';
import type { SignalEvent } from '../../model/signal-event.js';

/** The first line of a recording. */
export type RecordingHeader = {
	readonly kcmon: 'recording';
	readonly version: typeof recordingVersion;
	/** Of the program that wrote it. */
	readonly program: string;
	/** `KuCoin`, `demo exchange`, or a host. */
	readonly venue: string;
	/** The watchlist, first = focused. */
	readonly symbols: readonly string[];
	/** Wall ms. */
	readonly started: number;
};

export const recordingVersion = 1;

/** When something came: ms since the recording began, on the clock that never jumps, and wall ms. */
export type Moment = { readonly at: number; readonly wall: number };

/** One line of a recording. */
export type RecordLine = Moment &
	(
		| { readonly kind: 'frame'; readonly socket: string; readonly generation: number; readonly text: string }
		/** What became of a socket or topic. Monotonic times in it count from the recording's start. */
		| { readonly kind: 'health'; readonly event: HealthEvent }
		| {
				readonly kind: 'reply';
				/** Path and query of a public GET. */
				readonly target: string;
				readonly status: number;
				readonly headers: Readonly<Record<string, string>>;
				readonly body: string;
		  }
		/** A request that brought no reply. */
		| { readonly kind: 'failure'; readonly target: string; readonly failure: NetFailure }
		/** A signal from outside. */
		| { readonly kind: 'signal'; readonly event: SignalEvent }
		/** The disk was too slow, and so many lines are missing here. */
		| { readonly kind: 'lost'; readonly count: number }
		/** The recording was ended; a file without this line was cut. */
		| { readonly kind: 'end' }
	);

/** Of a frame or body. JSON on one line is embedded as it is, so that it can be read with any tool and cut out again exactly. */
const embed = (name: string, text: string): string =>
	isEmbeddable(text) ? `"${name}":${text}` : `"text":${JSON.stringify(text)}`;

function isEmbeddable(text: string): boolean {
	if (text.includes('\n')) {
		return false;
	}

	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

/** With its line break. */
export function encodeRecord(record: RecordLine): string {
	const moment = `"at":${Math.round(record.at * 1000) / 1000},"wall":${record.wall}`;
	switch (record.kind) {
		case 'frame':
			return `{${moment},"socket":${JSON.stringify(record.socket)},"generation":${record.generation},${embed('frame', record.text)}}\n`;
		case 'reply':
			return `{${moment},"reply":${JSON.stringify(record.target)},"status":${record.status},"headers":${JSON.stringify(record.headers)},${embed('body', record.body)}}\n`;
		case 'failure':
			return `{${moment},"failure":${JSON.stringify(record.failure)},"target":${JSON.stringify(record.target)}}\n`;
		case 'health':
			return `{${moment},"health":${JSON.stringify(record.event)}}\n`;
		case 'signal':
			return `{${moment},"signal":${JSON.stringify(record.event)}}\n`;
		case 'lost':
			return `{${moment},"lost":${record.count}}\n`;
		case 'end':
			return `{${moment},"end":true}\n`;
	}
}

export const encodeHeader = (header: RecordingHeader): string => `${JSON.stringify(header)}\n`;
