import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { createRedactor, type Redactor } from '../lib/redact.js';
import { createLogFile } from './log-file.js';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

export type LogFields = Readonly<Record<string, unknown>>;

/** Writes to the log file only, never to the screen, and never throws. */
export type Logger = {
	readonly trace: (message: string, fields?: LogFields) => void;
	readonly debug: (message: string, fields?: LogFields) => void;
	readonly info: (message: string, fields?: LogFields) => void;
	readonly warn: (message: string, fields?: LogFields) => void;
	readonly error: (message: string, fields?: LogFields) => void;
	/** This value is taken out of every line from now on. */
	readonly hide: (secret: string) => void;
	/** Lines lost, for instance to a full disk. */
	readonly dropped: () => number;
	readonly close: () => void;
};

export type LoggerOptions = {
	/** The data directory; created with mode 0700 where missing. */
	readonly folder: string;
	readonly level: LogLevel;
	readonly redactor?: Redactor;
	readonly maxBytes?: number;
	readonly segments?: number;
};

export const logFileName = 'kcmon.log';

const defaultMaxBytes = 5 * 1024 * 1024;
const defaultSegments = 3;
const longestLine = 16_384;

/** Creates the log of one run: JSON lines in `kcmon.log`, at most three segments of 5 MiB. */
export function createLogger(options: LoggerOptions): Logger {
	const redactor = options.redactor ?? createRedactor();
	const file = createLogFile({
		path: join(options.folder, logFileName),
		maxBytes: options.maxBytes ?? defaultMaxBytes,
		segments: options.segments ?? defaultSegments,
	});
	try {
		mkdirSync(options.folder, { recursive: true, mode: 0o700 });
	} catch {
		// The file will not open either, and counts what is lost.
	}

	const sink = {
		write: (line: string) => {
			const clean = redactor.redact(line);
			file.write(clean.length > longestLine ? `${clean.slice(0, longestLine)}…\n` : clean);
		},
	};
	const log = pino(
		{ level: options.level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
		sink,
	);

	const at = (level: Exclude<LogLevel, 'silent'>) => (message: string, fields?: LogFields) => {
		try {
			log[level](fields ?? {}, message);
		} catch {
			// A field that cannot be written, such as a getter that throws, costs its line and nothing else.
		}
	};

	return {
		trace: at('trace'),
		debug: at('debug'),
		info: at('info'),
		warn: at('warn'),
		error: at('error'),
		hide: redactor.register,
		dropped: file.dropped,
		close: file.close,
	};
}
