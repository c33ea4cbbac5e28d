import { createSeededRandom } from '../../source/lib/seeded-random.js';

/** Texts that have broken parsers before: limits of numbers, escapes, nesting, controls, halves of characters. */
const hostileTexts: readonly string[] = [
	'',
	'"',
	'\\',
	'\\u0000',
	'\\ud800',
	'\u0000',
	'\u001B]52;c;aGk=\u0007',
	'\u202E',
	'NaN',
	'-Infinity',
	'1e999',
	'1e-999',
	'1E+400000',
	'-0',
	'00',
	'0x10',
	'.5',
	'5.',
	'1_000',
	'9'.repeat(400),
	'11029373945659393',
	'9007199254740993',
	'null',
	'true',
	'{}',
	'[]',
	'['.repeat(40),
	'{"a":'.repeat(40),
	'"__proto__":{"price":"1"},',
	'"constructor":null,',
	',',
	':',
	'}',
	']',
	'\n',
	'\r\n',
	'\uFEFF',
	'\uD83D',
	'é',
	'😀',
];

/** Values in place of a value of a tree. */
const hostileValues: readonly unknown[] = [
	null,
	true,
	false,
	0,
	-1,
	-0.5,
	1e21,
	1e-9,
	1e308,
	Number.MAX_SAFE_INTEGER + 1,
	'',
	' ',
	'0',
	'-1',
	'+1',
	'1e5',
	'1,5',
	'NaN',
	'Infinity',
	'0x1f',
	'９',
	'1'.repeat(100),
	`0.${'0'.repeat(80)}1`,
	'BTC-USDT',
	'btc-usdt',
	'../../etc/passwd',
	'__proto__',
	'\u001B[2J',
	'\u0000',
	[],
	[[]],
	[null],
	['1', '2'],
	[['1', '2', '3', '4']],
	{},
	{ price: '1' },
	{ toString: 'x' },
	{ length: 3 },
];

export type Mutator = {
	/** A text one to three steps away from `source`; `other` lends it pieces. */
	readonly text: (source: string, other: string) => string;
	/** A JSON value with one to three changes in its tree; the tree is changed in place. */
	readonly tree: (value: unknown) => unknown;
	readonly pick: <Item>(items: readonly Item[]) => Item;
	/** From 0 up to, not including, `below`. */
	readonly below: (below: number) => number;
};

/** One seed, one row of mutations, on every machine. */
export function createMutator(seed: number): Mutator {
	const random = createSeededRandom(seed);
	const below = (limit: number): number => Math.floor(random() * limit);
	const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;

	const stepText = (source: string, other: string): string => {
		const at = below(source.length + 1);
		const end = Math.min(source.length, at + 1 + below(random() < 0.8 ? 6 : 200));
		switch (below(8)) {
			case 0:
				return source.slice(0, at) + source.slice(end);
			case 1:
				return source.slice(0, at) + pick(hostileTexts) + source.slice(at);
			case 2:
				return source.slice(0, at) + pick(hostileTexts) + source.slice(end);
			case 3:
				return source.slice(0, at) + source.slice(at, end).repeat(2 + below(3)) + source.slice(end);
			case 4:
				return source.slice(0, at) + String.fromCharCode(below(256)) + source.slice(Math.min(source.length, at + 1));
			case 5: {
				// A digit is where money is.
				const digit = source.slice(at).search(/\d/);
				const place = at + digit;
				return digit === -1
					? source
					: source.slice(0, place) + pick(['-', '.', 'e', '0', '9', '']) + source.slice(place + 1);
			}

			case 6: {
				const from = below(other.length + 1);
				return source.slice(0, at) + other.slice(from, from + below(60)) + source.slice(end);
			}

			default:
				return source.slice(0, at);
		}
	};

	const changeOne = (root: unknown): unknown => {
		// The way to a node, chosen level by level, so that deep ones are not rarer than they are.
		const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
		const visit = (value: unknown): void => {
			if (typeof value === 'object' && value !== null) {
				for (const key of Object.keys(value)) {
					places.push({ holder: value as Record<string, unknown>, key });
					visit((value as Record<string, unknown>)[key]);
				}
			}
		};
		visit(root);
		if (places.length === 0) {
			return pick(hostileValues);
		}

		const { holder, key } = pick(places);
		switch (below(5)) {
			case 0:
				Reflect.deleteProperty(holder, key);
				break;
			case 1:
				holder[pick(['__proto', 'x', key.toUpperCase(), 'constructor'])] = holder[key];
				Reflect.deleteProperty(holder, key);
				break;
			case 2: {
				const from = pick(places);
				// No circles: what is taken over is a copy.
				holder[key] = structuredClone(from.holder[from.key]);
				break;
			}

			default:
				holder[key] = structuredClone(pick(hostileValues));
		}

		return root;
	};

	const repeat = <Value>(step: (value: Value) => Value, first: Value): Value => {
		let value = first;
		for (let steps = pick([1, 1, 1, 2, 3]); steps > 0; steps -= 1) {
			value = step(value);
		}

		return value;
	};

	return {
		text: (source, other) => repeat(text => stepText(text, other), source),
		tree: value => repeat(changeOne, value),
		pick,
		below,
	};
}
