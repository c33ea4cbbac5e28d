import type { Engine } from '../../source/engine/engine.js';

/** Calls `listener` for each message of the load. What comes before a book is live are seeds by REST. */
export function onLoadMessage(engine: Pick<Engine, 'subscribe'>, listener: () => void): void {
	let isWarm = false;
	engine.subscribe(event => {
		isWarm ||= event.type === 'book-status' && event.status === 'live';
		if (isWarm && (event.type === 'book-delta' || event.type === 'trade' || event.type === 'ticker')) {
			listener();
		}
	});
}
