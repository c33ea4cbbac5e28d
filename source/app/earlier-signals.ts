import { parseSignal } from '../intake/signal-schema.js';
import type { Files } from '../lib/seams.js';
import type { SignalReceivedEvent, SignalVerification } from '../model/signal-event.js';
import { signalLogPath } from './signal-record.js';

const mostShown = 50;
const sourcePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const verifications: readonly string[] = ['hmac', 'secret', 'none', 'local'] satisfies readonly SignalVerification[];

/**
 * The newest signals that earlier runs have logged, oldest first, each once. A line that is none (quarantined, torn, made
 * by hand) is left out, and a log that cannot be read is an empty one.
 */
export function readEarlierSignals(files: Pick<Files, 'read'>, folder: string): readonly SignalReceivedEvent[] {
	let text: string;
	try {
		text = files.read(signalLogPath(folder)) ?? '';
	} catch {
		return [];
	}

	const found: SignalReceivedEvent[] = [];
	const lines = text.split('\n');
	for (let index = lines.length - 1; index >= 0 && found.length < mostShown; index -= 1) {
		const event = readLine(lines[index]!);
		if (event !== undefined) {
			found.push(event);
		}
	}

	return found.reverse();
}

function readLine(line: string): SignalReceivedEvent | undefined {
	const parsed = parseSignal(line);
	if (!parsed.ok) {
		return undefined;
	}

	const { source, received_at: receivedAt, verified, duplicate_of: duplicateOf } = JSON.parse(line);
	const { id, ...fields } = parsed.fields;
	const isWhole =
		id !== undefined &&
		duplicateOf === undefined &&
		typeof source === 'string' &&
		sourcePattern.test(source) &&
		Number.isFinite(receivedAt) &&
		verifications.includes(verified);
	return isWhole
		? {
				type: 'signal',
				signal: { ...fields, id, source, receivedAt, lagMs: receivedAt - fields.timestamp, verified, duplicateOf },
				receivedAt,
			}
		: undefined;
}
