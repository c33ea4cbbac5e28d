import { NetError } from '../../lib/errors.js';
import type { Cancel, Clock, HttpReply, Net, NetFailure } from '../../lib/seams.js';
import type { RecordLine } from './record.js';

export type ReplayNet = Net & {
	/** A reply or failure came, as recorded. */
	readonly answer: (record: Extract<RecordLine, { readonly kind: 'reply' | 'failure' }>) => void;
};

type Answer = { readonly reply: HttpReply } | { readonly failure: NetFailure };

type Waiting = { readonly settle: (answer: Answer) => void };

/** Bounds of a time span move with the clock, and do not say what is asked for. */
const movingFields = new Set(['startAt', 'endAt']);

/** What a request asks for, whatever the moment. */
function keyOf(target: string): string {
	const { pathname, searchParams } = new URL(target, 'http://recording');
	const fields = [...searchParams].filter(([name]) => !movingFields.has(name)).sort();
	return `${pathname}?${fields.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

/**
 * The net of a recording: a request waits for the reply that the recording has to the same question, and gets it when it
 * came then. One that nobody waited for is kept for the next who asks. A question that was never answered times out on the
 * recording's clock. Nothing is ever connected.
 */
export function createReplayNet(clock: Pick<Clock, 'after'>): ReplayNet {
	const waiting = new Map<string, Waiting[]>();
	const unclaimed = new Map<string, Answer>();

	const answerOf = (record: Parameters<ReplayNet['answer']>[0]): Answer =>
		record.kind === 'failure' ? { failure: record.failure } : { reply: record };

	return {
		connect: () => {
			throw new TypeError('A recording connects to nothing');
		},
		request: ({ method, url, timeoutMs }) =>
			new Promise((resolve, reject) => {
				const fail = (failure: NetFailure): void => reject(new NetError(`${method} ${url}: ${failure.text}`, failure));
				const settle = (answer: Answer): void => {
					if ('reply' in answer) {
						resolve(answer.reply);
					} else {
						fail(answer.failure);
					}
				};
				const key = keyOf(url);
				const kept = unclaimed.get(key);
				if (kept !== undefined) {
					unclaimed.delete(key);
					settle(kept);
					return;
				}

				let cancel: Cancel = () => {};
				const entry: Waiting = {
					settle: answer => {
						cancel();
						settle(answer);
					},
				};
				const queue = waiting.get(key) ?? [];
				waiting.set(key, queue);
				queue.push(entry);
				cancel = clock.after(timeoutMs, () => {
					queue.splice(queue.indexOf(entry), 1);
					fail({ kind: 'timeout', text: 'not in the recording', sent: false });
				});
			}),
		answer: record => {
			const key = keyOf(record.target);
			const queue = waiting.get(key);
			if (queue === undefined || queue.length === 0) {
				unclaimed.set(key, answerOf(record));
				return;
			}

			waiting.delete(key);
			for (const { settle } of queue) {
				settle(answerOf(record));
			}
		},
	};
}
