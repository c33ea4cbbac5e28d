import type { Random } from '../lib/seams.js';

/** A number that is written exactly as its digits: 19-digit times, trade ids, long decimals. */
export class Digits {
	readonly text: string;

	constructor(text: string) {
		this.text = text;
	}
}

/**
 * JSON of a plain value, with `bigint` and `Digits` as bare numbers. Undefined members are left out. With `shuffle`, the
 * members of every object come in another order, as KuCoin's do now and then.
 */
export function encodeJson(value: unknown, shuffle?: Random): string {
	if (value instanceof Digits) {
		return value.text;
	}

	if (typeof value === 'bigint') {
		return value.toString();
	}

	if (Array.isArray(value)) {
		return `[${value.map(item => encodeJson(item, shuffle)).join(',')}]`;
	}

	if (typeof value === 'object' && value !== null) {
		const members = Object.entries(value).filter(([, member]) => member !== undefined);
		if (shuffle !== undefined && members.length > 1) {
			const turn = 1 + Math.floor(shuffle() * (members.length - 1));
			members.push(...members.splice(0, turn));
		}

		return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${encodeJson(member, shuffle)}`).join(',')}}`;
	}

	return JSON.stringify(value) ?? 'null';
}
