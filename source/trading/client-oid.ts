import type { Random } from '../lib/seams.js';
import type { ClientOid } from '../model/order.js';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** First characters of every id that kcmon makes. */
export const clientOidPrefix = 'kc1';

/**
 * Makes ids `kc1` + instance (4) + ULID (26): 33 characters, sortable by time. The instance part tells two data
 * directories of one account apart.
 */
export function createClientOids(random: Random, instance: string): (wallNow: number) => ClientOid {
	let lastTime = -1;
	let tail: number[] = [];

	return now => {
		const wallNow = Math.floor(now);
		// Two ids of one millisecond, or of a clock that stepped back, stay unique and ordered: the random part counts up.
		if (wallNow <= lastTime) {
			let index = tail.length - 1;
			while (index >= 0 && tail[index] === 31) {
				tail[index] = 0;
				index -= 1;
			}

			if (index >= 0) {
				tail[index]! += 1;
			} else {
				// All of the random part was used up: what was counted to zero goes on a millisecond later.
				lastTime += 1;
			}
		} else {
			lastTime = wallNow;
			tail = Array.from({ length: 16 }, () => Math.floor(random() * 32));
		}

		return `${clientOidPrefix}${instance}${encodeTime(lastTime)}${tail.map(digit => crockford[digit]).join('')}` as ClientOid;
	};
}

/** Whether an order with this id was made by kcmon with this data directory. */
export function isOurs(clientOid: string, instance: string): boolean {
	return clientOid.startsWith(`${clientOidPrefix}${instance}`);
}

/** Four characters for a new data directory, kept in it. */
export function createInstance(random: Random): string {
	return Array.from({ length: 4 }, () => crockford[Math.floor(random() * 32)]).join('');
}

function encodeTime(time: number): string {
	let text = '';
	let rest = time;
	for (let index = 0; index < 10; index += 1) {
		text = crockford[rest % 32]! + text;
		rest = Math.floor(rest / 32);
	}

	return text;
}
