import { nearestName } from './nearest.js';

/** The panes of the screen, in the order that tab walks them. */
export const paneNames = ['ticker', 'depth', 'tape', 'signals', 'health', 'orders', 'watchlist', 'chart'] as const;

export type PaneName = (typeof paneNames)[number];

/** How long a part is along the direction that it is laid in: a share of what is left, or cells. */
export type PartSize = { readonly share: number } | { readonly cells: number };

/** Panes below or beside each other, as a tree. No pane is in it twice. */
export type LayoutPlan =
	| { readonly kind: 'pane'; readonly pane: PaneName; readonly size: PartSize }
	| { readonly kind: 'rows' | 'columns'; readonly parts: readonly LayoutPlan[]; readonly size: PartSize };

/** Its panes, in the order of the text. */
export const panesOf = (plan: LayoutPlan): readonly PaneName[] =>
	plan.kind === 'pane' ? [plan.pane] : plan.parts.flatMap(panesOf);

type Parsed = { readonly ok: true; readonly value: LayoutPlan } | { readonly ok: false; readonly expected: string };

const form = 'panes such as ticker=3 / depth*2 | (tape / orders)';
const mostShares = 20;
const mostCells = 200;
const longest = 500;

class Refusal extends Error {}

/**
 * A layout as a person writes it: `/` puts parts below each other, `|` beside each other and binds closer, parentheses
 * group; `*N` behind a part gives it N shares of the room, `=N` exactly N lines or columns.
 */
export function parseLayout(text: string): Parsed {
	const tokens = text.match(/[a-z]+|\d+|[^\s]/gi) ?? [];
	const seen = new Set<string>();
	let at = 0;

	const refuse = (problem: string): never => {
		throw new Refusal(problem);
	};

	const readSize = (): PartSize => {
		const sign = tokens[at];
		if (sign !== '*' && sign !== '=') {
			return { share: 1 };
		}

		const number = Number(tokens[at + 1]);
		const most = sign === '*' ? mostShares : mostCells;
		if (!(Number.isInteger(number) && number >= 1 && number <= most)) {
			refuse(`behind ${sign} a whole number from 1 to ${most}`);
		}

		at += 2;
		return sign === '*' ? { share: number } : { cells: number };
	};

	const readPart = (): LayoutPlan => {
		const token = tokens[at++];
		if (token === '(') {
			const inner = readParts('rows');
			if (tokens[at++] !== ')') {
				refuse('a closing parenthesis');
			}

			return { ...inner, size: readSize() };
		}

		const pane = paneNames.find(name => name === token);
		if (token === undefined || pane === undefined) {
			return refuse(token === undefined || !/^\w/.test(token) ? `a pane before ${token ?? 'the end'}` : nameOf(token));
		}

		if (seen.has(pane)) {
			refuse(`${pane} once`);
		}

		seen.add(pane);
		return { kind: 'pane', pane, size: readSize() };
	};

	const readParts = (kind: 'rows' | 'columns'): LayoutPlan => {
		const sign = kind === 'rows' ? '/' : '|';
		const parts: LayoutPlan[] = [];
		do {
			parts.push(kind === 'rows' ? readParts('columns') : readPart());
		} while (tokens[at] === sign && at++ >= 0);

		// Of one part alone, its size is that of the row; of several, sizes are widths.
		return parts.length === 1 ? parts[0]! : { kind, parts, size: { share: 1 } };
	};

	try {
		if (text.length > longest) {
			refuse(`at most ${longest} characters`);
		}

		const value = readParts('rows');
		return at < tokens.length ? refuse(`/ or | before ${tokens[at]}`) : { ok: true, value };
	} catch (error) {
		if (error instanceof Refusal) {
			return { ok: false, expected: `${form}: ${error.message}` };
		}

		throw error;
	}
}

function nameOf(token: string): string {
	const nearest = nearestName(token, paneNames);
	return `one of ${paneNames.join(', ')} for ${token}${nearest?.likely === true ? ` (nearest: ${nearest.name})` : ''}`;
}
