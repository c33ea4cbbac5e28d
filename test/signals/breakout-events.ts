import type { MarketEvent } from '../../source/model/market-event.js';
import { createMarket, playBreak, playOn, playQuiet } from './breakout-market.js';

/** The scripted breakout as a feed would tell it: whole books in sequence, prints, candles and the list of pairs. */
export function breakoutEvents(): readonly MarketEvent[] {
	const events: MarketEvent[] = [];
	let sequence = 1;
	const market = createMarket({
		onEvent(event, { bids, asks }) {
			if (event.type !== 'book-delta') {
				events.push(event);
				return;
			}

			const rowsOf = (side: typeof bids) =>
				Array.from({ length: side.count }, (_, index) => [side.priceTextAt(index), `${side.sizeAt(index)}`] as const);
			events.push({
				type: 'book-snapshot',
				symbol: event.symbol,
				source: 'level2',
				sequence,
				depthLimit: 0,
				bids: rowsOf(bids),
				asks: rowsOf(asks),
				time: event.time,
				receivedAt: event.receivedAt,
			});
			if (sequence === 1) {
				events.push({
					type: 'book-status',
					symbol: event.symbol,
					status: 'live',
					reason: '',
					receivedAt: event.receivedAt,
				});
			}

			sequence += 1;
		},
	});
	playQuiet(market);
	playBreak(market);
	playOn(market, 10_000);
	return events;
}
