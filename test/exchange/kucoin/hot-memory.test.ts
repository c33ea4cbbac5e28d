import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createHotFrames } from '../../../source/exchange/kucoin/hot-frames.js';
import { isSymbol } from '../../../source/model/instrument.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const heapMb = (): number => {
	collect();
	return process.memoryUsage().heapUsed / 1_048_576;
};

/** One push of many changes, 20 kB of text, of which a book keeps a size for hours. */
const frameOf = (index: number): string => {
	const rows = Array.from(
		{ length: 400 },
		(_, row) => `["${(20_000 + row).toFixed(2)}","12${index}.12345678","${1_000_000 + row}"]`,
	);
	return `{"topic":"/market/level2:BTC-USDT","type":"message","subject":"trade.l2update","data":{"changes":{"asks":[],"bids":[${rows.join(',')}]},"sequenceEnd":1000400,"sequenceStart":1000000,"symbol":"BTC-USDT","time":1700000000000}}`;
};

test('a text that is kept of a frame does not keep the frame in memory', () => {
	const hot = createHotFrames(isSymbol);
	const kept: string[] = [];
	const before = heapMb();
	for (let index = 0; index < 2000; index += 1) {
		const bytes = Buffer.from(frameOf(index));
		const event = hot.read(bytes, bytes.length, 0);
		kept.push(event?.type === 'book-delta' ? event.bids[7]![1] : '');
	}

	const grown = heapMb() - before;
	expect(kept[1234]).toBe('121234.12345678');
	// All of the frames would be 30 MB.
	expect(grown).toBeLessThan(8);
});
