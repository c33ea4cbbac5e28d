import { describeSocket, worstFreshness } from '../../market/freshness.js';
import { isMarketSocket, judgeSockets, judgeStream, type PublicStream } from '../judge.js';
import type { State } from '../state.js';
import type { Freshness, Instant, ModeName, StatusView } from '../views.js';
import { noticeMs } from './orders.js';
import { symbolOf } from './symbol-of.js';

/** What the store cannot know. `viewerOf`: the process that trades instead of this one; 0 where its pid is not known. */
export type RunFacts = {
	readonly mode: ModeName;
	readonly venue: string;
	readonly viewerOf?: number | undefined;
	/** How a recording is played, where one is. */
	readonly playback?: (() => string) | undefined;
};

/** The line that is always there: mode, symbol, data state, and what the person should know now. */
export function selectStatus(state: State, run: RunFacts, at: Instant): StatusView {
	const focused = state.watchlist.focused();
	const symbol = symbolOf(state, focused);
	const streams = wantedStreams(state);
	const all = streams.map(stream => judgeStream(state, symbol, stream, at.mono));
	const nothing: Freshness = { state: 'SYNC', ageMs: undefined, note: '' };
	return Object.freeze({
		mode: run.mode,
		armed: run.mode !== 'LIVE' ? undefined : state.trading.gate?.armed === true ? 'ARMED' : 'DISARMED',
		viewerOf: run.viewerOf,
		viewerProblem: state.trading.gate?.outdated,
		playback: run.playback?.(),
		auto: state.trading.gate?.auto,
		symbol: focused,
		now: at.wall + (state.clockOffsetMs ?? 0),
		freshness: worstFreshness(all) ?? nothing,
		trading: state.trading.gate?.trading ?? 'ACTIVE',
		working: countWorking(state),
		unknown: state.trading.gate?.unknown ?? 0,
		held: state.trading.gate?.heldExits ?? 0,
		venue: run.venue,
		banner: selectBanner(state, run, at),
		warning: selectWarning(state, at),
	});
}

function selectWarning({ trading: { notice } }: State, at: Instant): StatusView['warning'] {
	return notice === undefined || notice.event.level === 'info' || at.mono - notice.at > noticeMs
		? undefined
		: { text: notice.event.text, at: notice.at };
}

function countWorking({ trading }: State): number {
	let count = 0;
	for (const { order, isFinal } of trading.orders.values()) {
		if (!isFinal && !order.external) {
			count += 1;
		}
	}

	return count;
}

/** What failed, which try comes when, and what works meanwhile; undefined while nothing is wrong. */
function selectBanner(state: State, { mode, viewerOf }: RunFacts, at: Instant): string | undefined {
	const venue = describeVenue(state) ?? describeTrading(state, viewerOf !== undefined);
	if (judgeSockets(state, at.mono).state === 'LIVE') {
		return venue;
	}

	for (const record of state.sockets.values()) {
		const { event } = record;
		if (event === undefined || !isMarketSocket(record.socket)) {
			continue;
		}

		// The first attempt of a start needs no banner; it becomes one when it fails.
		const isTrying = event.state === 'waiting' || event.attempt > 1 || event.reason !== undefined;
		if (isTrying && event.state !== 'live' && event.state !== 'stopped') {
			const parts = [describeSocket(event, at.mono)];
			if (event.state !== 'waiting' && event.attempt > 0) {
				parts.push(`try ${event.attempt} now`);
			}

			return [...parts, ...(hasDemo(mode) ? ['kcmon --demo works offline'] : [])].join(' · ');
		}
	}

	return venue;
}

const hasDemo = (mode: ModeName): boolean => mode !== 'DEMO' && mode !== 'REPLAY';

function describeVenue(state: State): string | undefined {
	const { venue } = state;
	if (venue === undefined || venue.status === 'open') {
		return undefined;
	}

	const words = { close: 'VENUE CLOSED', cancelonly: 'VENUE CANCEL-ONLY', unreachable: 'REST unreachable' } as const;
	return venue.message === '' ? words[venue.status] : `${words[venue.status]} · ${venue.message}`;
}

/** What is not settled between us and the venue. */
function describeTrading({ trading: { gate } }: State, isViewer: boolean): string | undefined {
	if (gate === undefined) {
		return undefined;
	}

	if (gate.outdated !== undefined) {
		return gate.outdated;
	}

	if (gate.trading === 'HALTED') {
		return isViewer ? 'HALTED' : 'HALTED · ! and y lifts it';
	}

	if (gate.unknown > 0) {
		return `${gate.unknown} order${gate.unknown === 1 ? '' : 's'} UNKNOWN · checking`;
	}

	return undefined;
}

function wantedStreams(state: State): readonly PublicStream[] {
	const { tickers, books, trades } = state.wanted;
	return [
		...(tickers ? (['ticker'] as const) : []),
		...(books ? (['book'] as const) : []),
		...(trades ? (['trades'] as const) : []),
	];
}
