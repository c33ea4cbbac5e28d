import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

const folder = mkdtempSync(join(tmpdir(), 'kcmon-zstd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a Node without zstd says so before anything is written or read, and what to do', async () => {
	vi.resetModules();
	vi.doMock('node:zlib', async () => {
		const zlib = await vi.importActual<typeof import('node:zlib')>('node:zlib');
		return { ...zlib, createZstdCompress: undefined, createZstdDecompress: undefined };
	});
	const { openRecordingLines, openRecordingWriter } = await import('../../source/platform/recording-file.js');
	const file = join(folder, 'a.ndjson.zst');
	const deps = { clock: createVirtualClock(), onTrouble: () => {} };
	const problem = { code: 'ERR_RECORDING_FILE', hint: expect.stringContaining('a name that ends in .gz') };

	expect(() => openRecordingWriter(file, deps)).toThrow(expect.objectContaining(problem));
	expect(() => openRecordingWriter(file, deps)).toThrow(/this Node \(v.+\) has no zstd/);
	writeFileSync(file, Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0]));
	expect(() => openRecordingLines(file)).toThrow(/has no zstd/);
	vi.doUnmock('node:zlib');
});
