type Literal = string | number | boolean | null;

/** A value of a JSON text, with the line it begins on, counted from 1. */
export type Located =
	/** `source`: as it was written. */
	| { readonly kind: 'literal'; readonly line: number; readonly value: Literal; readonly source: string }
	| { readonly kind: 'list'; readonly line: number; readonly items: readonly Located[] }
	| { readonly kind: 'object'; readonly line: number; readonly members: readonly Member[] };

export type Member = { readonly name: string; readonly line: number; readonly value: Located };

/** Where and why a text is not the JSON that we take. */
export class JsonTextError extends Error {
	readonly line: number;

	constructor(problem: string, line: number) {
		super(problem);
		this.name = 'JsonTextError';
		this.line = line;
	}
}

const maxDepth = 16;
const tokens = {
	space: /[ \t\r\n]*/y,
	text: /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y,
	number: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y,
	word: /true|false|null/y,
} as const;

/**
 * Reads JSON and keeps the line of every value, which `JSON.parse` does not tell. Stricter than JSON: a member may
 * appear only once, `__proto__` never, and nesting ends at 16. Throws a `JsonTextError`, whose message never quotes
 * more of the text than one character or a member's name: the text may hold secrets.
 */
export function parseJsonLines(source: string): Located {
	const reader = new JsonReader(source);
	const value = reader.readValue(1);
	reader.expectEnd();
	return value;
}

/** The value without its lines. */
export function plainValue(located: Located): unknown {
	switch (located.kind) {
		case 'literal':
			return located.value;
		case 'list':
			return located.items.map(plainValue);
		case 'object':
			return Object.fromEntries(located.members.map(({ name, value }) => [name, plainValue(value)]));
	}
}

/** A class for its private position, which every method moves. */
class JsonReader {
	readonly #source: string;
	#at: number;
	#line = 1;

	constructor(source: string) {
		this.#source = source;
		this.#at = source.startsWith('\uFEFF') ? 1 : 0;
	}

	readValue(depth: number): Located {
		const first = this.#peek();
		const line = this.#line;
		if (depth > maxDepth) {
			this.#fail(`Nested deeper than ${maxDepth}`);
		}

		if (first === '{') {
			const names = new Set<string>();
			return { kind: 'object', line, members: this.#readAll('}', () => this.#readMember(names, depth + 1)) };
		}

		if (first === '[') {
			return { kind: 'list', line, items: this.#readAll(']', () => this.readValue(depth + 1)) };
		}

		const literal = this.#take('text') || this.#take('word') || this.#take('number');
		return literal === ''
			? this.#fail(`Expected a value, was ${this.#shown()}`)
			: { kind: 'literal', line, value: JSON.parse(literal) as Literal, source: literal };
	}

	expectEnd(): void {
		if (this.#peek() !== '') {
			this.#fail(`Expected the end of the file, was ${this.#shown()}`);
		}
	}

	#readMember(names: Set<string>, depth: number): Member {
		this.#peek();
		const line = this.#line;
		const quoted = this.#take('text');
		if (quoted === '') {
			this.#fail(`Expected a name in double quotes, was ${this.#shown()}`);
		}

		const name = JSON.parse(quoted) as string;
		if (name === '__proto__' || names.has(name)) {
			this.#fail(name === '__proto__' ? `The name ${quoted} is not allowed` : `The name ${quoted} appears twice`);
		}

		names.add(name);
		if (this.#peek() !== ':') {
			this.#fail(`Expected ":" after ${quoted}, was ${this.#shown()}`);
		}

		this.#at += 1;
		return { name, line, value: this.readValue(depth) };
	}

	#readAll<Item>(close: string, read: () => Item): Item[] {
		const items: Item[] = [];
		this.#at += 1;
		if (this.#peek() !== close) {
			items.push(read());
			while (this.#peek() === ',') {
				this.#at += 1;
				items.push(read());
			}
		}

		if (this.#peek() !== close) {
			this.#fail(`Expected "," or "${close}", was ${this.#shown()}`);
		}

		this.#at += 1;
		return items;
	}

	/** The next character that is no space; empty at the end. */
	#peek(): string {
		for (const character of this.#take('space')) {
			this.#line += character === '\n' ? 1 : 0;
		}

		return this.#source[this.#at] ?? '';
	}

	#take(kind: keyof typeof tokens): string {
		const pattern = tokens[kind];
		pattern.lastIndex = this.#at;
		const found = pattern.exec(this.#source)?.[0] ?? '';
		this.#at += found.length;
		return found;
	}

	#shown(): string {
		return this.#at >= this.#source.length ? 'the end of the file' : JSON.stringify(this.#source[this.#at]);
	}

	#fail(problem: string): never {
		throw new JsonTextError(problem, this.#line);
	}
}
