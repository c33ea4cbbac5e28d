type SortedSide = { readonly prices: number[]; readonly rows: [string, string][] };

function setLevel(side: SortedSide, price: string, size: string): void {
	const key = Number(price);
	let low = 0;
	let high = side.prices.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (side.prices[middle]! < key) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	const found = side.prices[low] === key;
	if (size === '0') {
		if (found) {
			side.prices.splice(low, 1);
			side.rows.splice(low, 1);
		}
	} else if (found) {
		side.rows[low] = [price, size];
	} else {
		side.prices.splice(low, 0, key);
		side.rows.splice(low, 0, [price, size]);
	}
}

/** What a client writes by hand: `parse` is JSON.parse alone, `book` keeps sorted books, trades and tickers. It checks nothing. */
export function createPlainClient(kind: string): (raw: Buffer) => boolean {
	const books = new Map<string, { bids: SortedSide; asks: SortedSide; sequence: number }>();
	const trades = new Map<string, unknown[]>();
	const tickers = new Map<string, unknown>();

	return raw => {
		// biome-ignore lint/suspicious/noExplicitAny: this client trusts what it is sent.
		const frame = JSON.parse(raw.toString('latin1')) as { type: string; subject: string; data: any };
		if (frame.type !== 'message') {
			return false;
		}

		if (kind === 'parse') {
			return true;
		}

		const { data: payload } = frame;
		if (frame.subject === 'trade.l2update') {
			let book = books.get(payload.symbol);
			if (book === undefined) {
				book = { bids: { prices: [], rows: [] }, asks: { prices: [], rows: [] }, sequence: 0 };
				books.set(payload.symbol, book);
			}

			for (const [price, size] of payload.changes.bids) {
				setLevel(book.bids, price, size);
			}

			for (const [price, size] of payload.changes.asks) {
				setLevel(book.asks, price, size);
			}

			book.sequence = payload.sequenceEnd;
		} else if (frame.subject === 'trade.l3match') {
			let tape = trades.get(payload.symbol);
			if (tape === undefined) {
				tape = [];
				trades.set(payload.symbol, tape);
			}

			tape.push(payload);
			if (tape.length > 2000) {
				tape.splice(0, 1000);
			}
		} else {
			tickers.set(payload.symbol, payload);
		}

		return true;
	};
}
