import { createHash } from 'node:crypto';

/** Everything that happened in a world, in order: its hash proves that two runs were the same, its end explains a failure. */
export type Trace = {
	/** `detail` is remembered for the report as well; without `isKept` it only counts for the hash. */
	readonly note: (text: string, options?: { readonly isKept: boolean }) => void;
	readonly hash: () => string;
	readonly tail: () => readonly string[];
	readonly count: () => number;
};

const tailLength = 120;
const batchLength = 65_536;

export function createTrace(now: () => number, echo?: (line: string) => void): Trace {
	const sum = createHash('sha256');
	const kept: string[] = [];
	let batch = '';
	let count = 0;
	return {
		note: (text, options = { isKept: true }) => {
			const line = `${now().toFixed(3)} ${text}`;
			count += 1;
			batch += `${line}\n`;
			if (batch.length > batchLength) {
				sum.update(batch);
				batch = '';
			}

			if (options.isKept) {
				kept.push(line);
				if (kept.length > tailLength) {
					kept.shift();
				}

				echo?.(line);
			}
		},
		hash: () => {
			sum.update(batch);
			batch = '';
			return sum.copy().digest('hex');
		},
		tail: () => kept,
		count: () => count,
	};
}
