import type { ViewSource } from '../../source/ui/view-source.js';

const green = '\u001B[32m';
const red = '\u001B[31m';
let shown: string[] = [];

/**
 * What somebody would write who needs one screen for one market: rows of text with the book, the prints and the ticker,
 * and of each row the part from its first to its last changed character. No layout, no focus, no width of characters.
 */
export function drawByHand(views: ViewSource, columns: number, rows: number): string {
	const symbol = views.focused();
	const ticker = views.ticker(symbol);
	const ladder = views.ladder(symbol, { rows: rows - 4, groupTicks: 1, anchor: undefined });
	const tape = views.tape(symbol, rows - 4);
	const lines = [
		`${symbol} ${ticker.last ?? ''} bid ${ticker.bestBid ?? ''} ask ${ticker.bestAsk ?? ''} ${ladder.freshness.state}`,
	];
	for (let index = 0; index < rows - 4; index += 1) {
		const level = ladder.rows[index];
		const print = tape.rows[index];
		const left =
			level === undefined
				? ''
				: `${level.price.padStart(12)} ${(level.bidSize + level.askSize).toFixed(4).padStart(12)} ${level.cumulative.toFixed(4).padStart(12)}`;
		const right =
			print === undefined ? '' : `${print.side.padEnd(5)}${print.price.padStart(12)} ${print.size.padStart(14)}`;
		lines.push(`${left.padEnd(60)}${right}`.slice(0, columns));
	}

	let text = '';
	for (const [y, line] of lines.entries()) {
		const old = shown[y] ?? '';
		if (line === old) {
			continue;
		}

		let from = 0;
		while (from < line.length && line[from] === old[from]) {
			from += 1;
		}

		let to = Math.max(line.length, old.length);
		while (to > from && line[to - 1] === old[to - 1]) {
			to -= 1;
		}

		const color = y <= ladder.spreadIndex ? red : green;
		text += `\u001B[${y + 1};${from + 1}H${color}${line.padEnd(to).slice(from, to)}`;
	}

	shown = lines;
	return text;
}
