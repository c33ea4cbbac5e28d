import { toSafeText } from '../../lib/safe-text.js';
import { isSymbol } from '../../model/instrument.js';
import { readFailure, readHealth, readSignal } from './check-event.js';
import { type RecordingHeader, type RecordLine, recordingVersion } from './record.js';

export type Read<Value> =
	| { readonly ok: true; readonly value: Value }
	/** For a person; the line is named by who knows its number. */
	| { readonly ok: false; readonly problem: string };

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string';

const bad = (problem: string): { readonly ok: false; readonly problem: string } => ({ ok: false, problem });

const parseFields = (line: string): Fields | undefined => {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
	} catch {
		return undefined;
	}
};

/** Reads a recording's first line. */
export function readHeader(line: string): Read<RecordingHeader> {
	const fields = parseFields(line);
	if (fields?.kcmon !== 'recording') {
		return bad('it is no recording of kcmon');
	}

	const { version, program, venue, symbols, started } = fields;
	if (version !== recordingVersion) {
		return bad(
			`its version is ${toSafeText(JSON.stringify(version) ?? 'missing', { maxGraphemes: 20 })}, and this kcmon reads ${recordingVersion}`,
		);
	}

	if (
		!Array.isArray(symbols) ||
		symbols.length === 0 ||
		!symbols.every(each => typeof each === 'string' && isSymbol(each))
	) {
		return bad('symbols is no list of symbols');
	}

	if (typeof started !== 'number' || !Number.isFinite(started)) {
		return bad('started is no time');
	}

	if (!isText(program) || !isText(venue)) {
		return bad(`${isText(program) ? 'venue' : 'program'} is no text`);
	}

	return {
		ok: true,
		value: {
			kcmon: 'recording',
			version,
			program: toSafeText(program, { maxGraphemes: 20 }),
			venue: toSafeText(venue, { maxGraphemes: 60 }),
			symbols,
			started,
		},
	};
}

/** How kcmon writes the frequent lines: they are cut out, not parsed, and so come back as they were received. */
const frameLine = /^\{"at":(\d+(?:\.\d+)?),"wall":(\d+),"socket":"([\w-]{1,40})","generation":(\d{1,9}),"frame":/;
const replyLine =
	/^\{"at":(\d+(?:\.\d+)?),"wall":(\d+),"reply":"([^"\\]{1,500})","status":(\d{3}),"headers":(\{[^{}]*\}),"body":/;

/** What a date can be made of. */
const latestTime = 8.64e15;

const isTime = (value: unknown): value is number =>
	typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= latestTime;
const isTarget = (value: unknown): value is string =>
	isText(value) && /^\/[\w-][\w./-]{0,300}(?:\?[\w=&.,%-]{0,300})?$/.test(value);

/** Reads any other line of a recording. What it holds may be anybody's: it is checked, and its texts are made safe to show. */
export function readRecord(line: string): Read<RecordLine> {
	const frame = frameLine.exec(line);
	if (frame !== null && line.endsWith('}')) {
		return {
			ok: true,
			value: {
				kind: 'frame',
				at: Number(frame[1]),
				wall: Number(frame[2]),
				socket: frame[3]!,
				generation: Number(frame[4]),
				text: line.slice(frame[0].length, -1),
			},
		};
	}

	const fields = parseFields(line);
	if (fields === undefined) {
		return bad('it is no JSON object');
	}

	const { at, wall } = fields;
	if (!isTime(at) || !isTime(wall)) {
		return bad(`${isTime(at) ? 'wall' : 'at'} is no time`);
	}

	return readKind(line, fields, { at, wall });
}

function readKind(
	line: string,
	fields: Fields,
	moment: { readonly at: number; readonly wall: number },
): Read<RecordLine> {
	if ('socket' in fields) {
		const { socket, generation } = fields;
		// Written anew by another tool: what was embedded is put back into text.
		const text = 'frame' in fields ? JSON.stringify(fields.frame) : fields.text;
		return isText(socket) && /^[\w-]{1,40}$/.test(socket) && isTime(generation) && isText(text)
			? { ok: true, value: { kind: 'frame', ...moment, socket, generation, text } }
			: bad('the frame is not complete');
	}

	if ('reply' in fields) {
		return readReply(line, fields, moment);
	}

	if ('failure' in fields) {
		const failure = readFailure(fields.failure);
		return failure !== undefined && isTarget(fields.target)
			? { ok: true, value: { kind: 'failure', ...moment, target: fields.target, failure } }
			: bad('failure is not of the kinds there are');
	}

	if ('health' in fields) {
		const event = readHealth(fields.health);
		return typeof event === 'string'
			? bad(`health: ${event}`)
			: { ok: true, value: { kind: 'health', ...moment, event } };
	}

	if ('signal' in fields) {
		const event = readSignal(fields.signal);
		return typeof event === 'string'
			? bad(`signal: ${event}`)
			: { ok: true, value: { kind: 'signal', ...moment, event } };
	}

	if (isTime(fields.lost)) {
		return { ok: true, value: { kind: 'lost', ...moment, count: fields.lost } };
	}

	return fields.end === true ? { ok: true, value: { kind: 'end', ...moment } } : bad('it is of no kind that is known');
}

function readReply(
	line: string,
	fields: Fields,
	moment: { readonly at: number; readonly wall: number },
): Read<RecordLine> {
	const { reply: target, status, headers } = fields;
	const exact = replyLine.exec(line);
	const body =
		exact === null ? ('body' in fields ? JSON.stringify(fields.body) : fields.text) : line.slice(exact[0].length, -1);
	const isSound =
		isTarget(target) &&
		isTime(status) &&
		isText(body) &&
		typeof headers === 'object' &&
		headers !== null &&
		Object.values(headers).every(isText);
	return isSound
		? {
				ok: true,
				value: { kind: 'reply', ...moment, target, status, headers: headers as Record<string, string>, body },
			}
		: bad('the reply is not complete');
}
