import { closeSync, constants, createReadStream, createWriteStream, fstatSync, openSync, readSync } from 'node:fs';
import type { Readable, Transform, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import * as zlib from 'node:zlib';
import { KcmonError } from '../lib/errors.js';
import type { Clock } from '../lib/seams.js';
import { codeOf } from './net-failure.js';

export type Compression = 'zstd' | 'gzip' | 'none';

export type RecordingWriter = {
	/** Takes a line; never waits, never throws. */
	readonly write: (line: string) => void;
	/** Characters taken that have not reached the file. */
	readonly waiting: () => number;
	/** Resolves when all is in the file. */
	readonly close: () => Promise<void>;
};

const batchLength = 64 * 1024;
const flushMs = 500;
/** Text of a larger piece is a large object to V8: reading costs four times as much. */
const chunkBytes = 32 * 1024;
const longestLine = 64 * 1024 * 1024;
const fileMode = 0o600;
const zstdLevel = 6;

/** Node has zstd from 22.15 and 23.8 on. */
const hasZstd = typeof zlib.createZstdCompress === 'function';

const fail = (message: string, hint?: string, cause?: unknown): KcmonError =>
	new KcmonError(message, { code: 'ERR_RECORDING_FILE', ...(hint === undefined ? {} : { hint }), cause });

const withoutZstd = (path: string): KcmonError =>
	fail(
		`${path}: this Node (${process.version}) has no zstd`,
		'Use Node 22.15 or newer (23.8 of the 23s), or a name that ends in .gz',
	);

/** What the ending of a name asks for. */
export const compressionOf = (path: string): Compression =>
	path.endsWith('.zst') ? 'zstd' : path.endsWith('.gz') ? 'gzip' : 'none';

/**
 * Opens a file to record into: a new one, or an empty one. What was written is in the file within a second, in pieces that
 * can be read without what follows. Throws a `KcmonError` where the file cannot be written or holds something; trouble
 * that comes later is told to `onTrouble` once, and everything after it is dropped.
 */
export function openRecordingWriter(
	path: string,
	{ clock, onTrouble }: { readonly clock: Clock; readonly onTrouble: (error: KcmonError) => void },
): RecordingWriter {
	const compression = compressionOf(path);
	if (compression === 'zstd' && !hasZstd) {
		throw withoutZstd(path);
	}

	const file = createWriteStream('', { fd: openForWriting(path) });
	const packer = createPacker(compression);
	const sink: Writable = packer?.stream ?? file;
	packer?.stream.pipe(file);
	let batch = '';
	let inSink = 0;
	let isBroken = false;
	let isFlushing = false;

	const onError = (error: unknown): void => {
		if (!isBroken) {
			isBroken = true;
			batch = '';
			onTrouble(fail(`Could not write ${path}: ${codeOf(error) || 'failed'}`, undefined, error));
		}
	};
	file.on('error', onError);
	packer?.stream.on('error', onError);

	const push = (): void => {
		if (batch === '' || isBroken) {
			return;
		}

		const { length } = batch;
		inSink += length;
		sink.write(batch, () => {
			inSink -= length;
		});
		batch = '';
	};

	const flush = (): void => {
		push();
		if (packer !== undefined && !isFlushing && !isBroken) {
			isFlushing = true;
			packer.stream.flush(packer.flushKind, () => {
				isFlushing = false;
			});
		}
	};

	const stopFlushing = clock.every(flushMs, flush);
	return {
		write: line => {
			if (!isBroken) {
				batch += line;
				if (batch.length >= batchLength) {
					push();
				}
			}
		},
		// What the packer has made counts too, once the disk no longer takes it.
		waiting: () => batch.length + inSink + file.writableLength,
		close: async () => {
			stopFlushing();
			push();
			if (!isBroken) {
				await new Promise<void>(resolve => {
					file.once('close', resolve);
					file.once('error', () => resolve());
					sink.end();
				});
			}
		},
	};
}

function openForWriting(path: string): number {
	let descriptor: number;
	try {
		descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), fileMode);
	} catch (error) {
		throw fail(`Could not write ${path}: ${codeOf(error) || 'failed'}`, undefined, error);
	}

	if (fstatSync(descriptor).size > 0) {
		closeSync(descriptor);
		throw fail(`${path} exists already`, 'Name another file: a recording is never written over');
	}

	return descriptor;
}

type Packer = { readonly stream: zlib.Gzip | zlib.ZstdCompress; readonly flushKind: number };

function createPacker(compression: Compression): Packer | undefined {
	const { constants: kinds } = zlib;
	switch (compression) {
		case 'zstd':
			return {
				stream: zlib.createZstdCompress({ params: { [kinds.ZSTD_c_compressionLevel]: zstdLevel } }),
				flushKind: kinds.ZSTD_e_flush,
			};
		case 'gzip':
			return { stream: zlib.createGzip(), flushKind: kinds.Z_SYNC_FLUSH };
		case 'none':
			return undefined;
	}
}

/** Opens a recording to be read, whatever its name says of its compression. Throws a `KcmonError` where there is none. */
export function openRecordingLines(path: string): {
	readonly batches: AsyncIterator<readonly string[]>;
	readonly isTorn: () => boolean;
} {
	let descriptor: number;
	const start = Buffer.alloc(4);
	try {
		descriptor = openSync(path, constants.O_RDONLY);
		readSync(descriptor, start, 0, 4, 0);
	} catch (error) {
		const code = codeOf(error);
		throw fail(
			code === 'ENOENT' ? `There is no recording ${path}` : `Could not read ${path}: ${code || 'failed'}`,
			undefined,
			error,
		);
	}

	const unpacker = createUnpacker(path, start);
	const file = createReadStream('', { fd: descriptor, start: 0, highWaterMark: chunkBytes });
	let rest = '';
	return { batches: readLines(path, file, unpacker, text => (rest = text)), isTorn: () => rest !== '' };
}

function createUnpacker(path: string, start: Buffer): Transform | undefined {
	if (start.readUInt16BE() === 0x1f8b) {
		// A file that was cut is read to the last piece that was flushed.
		return zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH, chunkSize: chunkBytes });
	}

	if (start.readUInt32LE() !== 0xfd2fb528) {
		return undefined;
	}

	if (!hasZstd) {
		throw withoutZstd(path);
	}

	return zlib.createZstdDecompress({ finishFlush: zlib.constants.ZSTD_e_flush, chunkSize: chunkBytes });
}

async function* readLines(
	path: string,
	file: Readable,
	unpacker: Transform | undefined,
	setRest: (rest: string) => void,
): AsyncGenerator<readonly string[]> {
	const decoder = new StringDecoder('utf8');
	let rest = '';
	file.on('error', error => unpacker?.destroy(error));
	try {
		for await (const chunk of unpacker === undefined ? file : file.pipe(unpacker)) {
			const text = decoder.write(chunk as Buffer);
			const lines = text.includes('\n') ? (rest + text).split('\n') : [rest + text];
			rest = lines.pop() ?? '';
			setRest(rest);
			if (rest.length > longestLine) {
				throw fail(`${path}: a line is longer than ${longestLine} characters`);
			}

			yield lines;
		}
	} finally {
		file.destroy();
		unpacker?.destroy();
	}
}
