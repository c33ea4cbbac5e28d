import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { bundle, optionOf, round } from './tools.js';

/** A thousand messages a second for `--minutes` (2, or 60 for the hour): the heap after a forced collection, at intervals. */
export async function benchMemory() {
	const minutes = optionOf('--minutes', 2);
	const file = await bundle('memory-client');
	const child = spawn(process.execPath, ['--expose-gc', file, String(minutes), '10'], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const rows = [];
	for await (const line of createInterface({ input: child.stdout })) {
		const { minute, messages, heapMb, buffersMb, rssMb, gaps } = JSON.parse(line);
		const first = rows[0]?.['heap MB'] ?? heapMb;
		rows.push({
			minute: round(minute),
			messages,
			'heap MB': round(heapMb),
			'grown MB': round(heapMb - first),
			'buffers MB': round(buffersMb),
			'rss MB': Math.round(rssMb),
			gaps,
		});
	}

	if (rows.length < 2) {
		throw new Error('The memory bench ended before its second sample');
	}

	return rows;
}
