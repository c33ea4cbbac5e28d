import { givenUp } from '../engine/cancel-scopes.js';
import type { Engine, EngineDeps } from '../engine/engine.js';
import type { CancelReport, Trading } from '../engine/trading.js';
import type { PrivateFeed } from '../exchange/kucoin/private-feed.js';
import { isKcmonError } from '../lib/errors.js';
import type { Cancel, Clock } from '../lib/seams.js';
import type { Logger } from '../platform/logger.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import { askHolder } from './control-channel.js';
import { type Desk, type OpenDesk, openDesk } from './desk.js';
import { createControlHandler } from './desk-control.js';
import { describeReason, type ExitChoice, type ExitPlan, planExit } from './exit-policy.js';
import type { AppIo, StopReason } from './io.js';
import { createKeyWatch, guardGateway, type KeyWatch } from './live-key.js';
import type { Machine } from './machine.js';
import type { RunOptions } from './options.js';
import type { VenueAccess } from './venue-access.js';
import { watchHolder } from './watch-holder.js';

export type TradeSessionDeps = Pick<Machine, 'clock' | 'random' | 'files' | 'acquireLock' | 'serveControl'> & {
	readonly log: Logger;
	readonly venue: VenueAccess;
	readonly io: Pick<AppIo, 'onHalt'>;
};

/** Trading of one run of the dashboard: who holds it, the account's stream, what other processes may ask, the way out. */
export type TradeSession = {
	readonly createTrading: NonNullable<EngineDeps['createTrading']>;
	/** Who trades on the data directory instead; 0 where its pid is not known. */
	readonly viewerOf: number | undefined;
	/** Once the engine is made, before it starts. */
	readonly attach: (engine: Engine) => Promise<void>;
	/** Just before the engine. */
	readonly start: () => void;
	/** What a person decided about working orders. */
	readonly chooseExit: (choice: ExitChoice) => void;
	/** Does with working orders what was chosen or set, writes the `exit` line, and stops the engine. */
	readonly end: (reason: StopReason) => Promise<void>;
	/** Gives back what was taken, when the run cannot be put together. */
	readonly abandon: () => void;
};

/** Of the 5 s that an exit has. */
const cancelBudgetMs = 3800;
const stopBudgetMs = 800;
const haltTimeoutMs = 60_000;

/** Throws a `KcmonError` where live trading is refused, or the data directory cannot be used. */
export async function openTradeSession(deps: TradeSessionDeps, options: RunOptions): Promise<TradeSession> {
	const { clock, log, venue } = deps;
	let engine: Engine | undefined;
	let choice: ExitChoice | undefined;
	let feed: PrivateFeed | undefined;
	const say = (level: NoticeEvent['level'], text: string): void => {
		log.warn(text);
		engine?.publish({ type: 'notice', level, text, receivedAt: clock.wallNow() });
	};

	const keyWatch = options.mode === 'live' ? createLiveKeyWatch(deps, options, say) : undefined;
	const desk = await openDesk(
		{
			...deps,
			resubscribe: () => feed?.resubscribe(),
			...(keyWatch === undefined ? {} : { guard: gateway => guardGateway(gateway, keyWatch) }),
		},
		options,
	);
	const undo: Cancel[] = [];
	const abandon = (): void => {
		keyWatch?.stop();
		for (const cancel of undo.splice(0)) {
			cancel();
		}

		if (desk.kind === 'open') {
			desk.close();
		}
	};

	try {
		if (desk.kind === 'open') {
			await keyWatch?.begin();
		}
	} catch (error) {
		abandon();
		throw error;
	}

	return {
		createTrading: (publish, state) =>
			refineTrading(desk.createTrading(publish, state), { desk, keyWatch, folder: options.tradeDir, say }),
		viewerOf: desk.kind === 'viewer' ? (desk.holderPid ?? 0) : undefined,
		async attach(attached) {
			engine = attached;
			const trading = attached.trading as Trading;
			undo.push(deps.io.onHalt(() => void trading.kill('SIGUSR2')));
			if (desk.kind === 'viewer') {
				undo.push(watchHolder({ clock, publish: attached.publish }, { folder: options.tradeDir, mode: options.mode }));
			}

			if (desk.kind !== 'open') {
				return;
			}

			for (const symbol of desk.restingSymbols) {
				attached.execute({ type: 'symbol.add', symbol });
			}

			feed = venue.kucoin.account?.createPrivateFeed({
				onEvent: trading.receive,
				onHealth: attached.publish,
				onStream: trading.streamChanged,
			});
			const holder = {
				pid: process.pid,
				mode: options.mode,
				venue: venue.name,
				account: desk.account,
				...(venue.ownUrl === undefined ? {} : { restUrl: venue.ownUrl }),
			};
			const handle = createControlHandler({
				holder,
				clock,
				log,
				trading,
				gateway: desk.gateway(),
				state: attached.store.state,
			});
			try {
				undo.push(await deps.serveControl(options.tradeDir, handle));
			} catch (error) {
				// SIGUSR2 still works.
				say('warning', isKcmonError(error) ? error.message : 'other processes cannot ask this one');
			}
		},
		start() {
			if (desk.kind === 'open') {
				tellStart(desk, say);
			}

			feed?.start();
		},
		chooseExit: chosen => {
			choice = chosen;
		},
		async end(reason) {
			const trading = engine?.trading;
			if (engine === undefined || trading === undefined) {
				abandon();
				return;
			}

			const plan = planExit(reason, choice, options.trading);
			const report = desk.kind === 'open' ? await settleOrders(clock, trading, plan, reason) : undefined;
			const working = trading.working();
			await within(clock, stopBudgetMs, engine.stop(plan.how));
			if (desk.kind === 'open') {
				const facts = {
					reason: describeReason(reason),
					working,
					...(report === undefined ? {} : describeCancel(report)),
				};
				desk.journal.append('exit', reason, facts);
				log.info('exit', facts);
			}

			feed?.stop();
			abandon();
		},
		abandon,
	};
}

function createLiveKeyWatch(
	{ clock, venue }: TradeSessionDeps,
	options: RunOptions,
	say: (level: NoticeEvent['level'], text: string) => void,
): KeyWatch {
	const account = venue.kucoin.account;
	const { allowOtherProducts } = options.trading;
	return createKeyWatch({
		clock,
		say,
		check: async () => {
			if (account === undefined) {
				throw new TypeError('Live trading was opened without a key');
			}

			return account.checkKey({ allowOtherProducts });
		},
	});
}

/** Adds what the engine's trading cannot know: the check of the key, and the process that trades in place of a viewer. */
function refineTrading(
	trading: Trading,
	facts: {
		readonly desk: Desk;
		readonly keyWatch: KeyWatch | undefined;
		readonly folder: string;
		readonly say: (level: NoticeEvent['level'], text: string) => void;
	},
): Trading {
	const { desk, keyWatch, folder, say } = facts;
	if (desk.kind === 'viewer') {
		return {
			...trading,
			// The gate that is shown is the holder's.
			start: async () => {},
			observe: () => {},
			kill: why => killHolder(folder, desk.holderPid, why, say),
		};
	}

	if (keyWatch === undefined) {
		return trading;
	}

	return {
		...trading,
		arm: typed => {
			const problem = keyWatch.problem();
			if (problem !== undefined) {
				say('danger', `not armed: ${problem}`);
				return false;
			}

			return trading.arm(typed);
		},
	};
}

const nothingDone: CancelReport = { requested: 0, canceled: 0, left: 0, verified: false, brackets: 0 };

async function killHolder(
	folder: string,
	pid: number | undefined,
	why: string,
	say: (level: NoticeEvent['level'], text: string) => void,
): Promise<CancelReport> {
	const who = pid === undefined ? 'the kcmon that trades here' : `pid ${pid}`;
	const reply = await askHolder(folder, { ask: 'kill', why: `viewer: ${why}` }, { timeoutMs: haltTimeoutMs });
	if (reply.kind === 'answer') {
		const report = { ...nothingDone, ...(reply.result as CancelReport) };
		const gone = report.brackets === 0 ? '' : ` · ${givenUp(report.brackets)}`;
		say('warning', `${who} is HALTED: ${report.canceled} of ${report.requested} canceled${gone}`);
		return report;
	}

	say('danger', `${who} did not halt: ${reply.kind === 'refused' ? reply.problem : 'no answer'}`);
	return nothingDone;
}

function tellStart(desk: OpenDesk, say: (level: NoticeEvent['level'], text: string) => void): void {
	if (desk.journalProblem !== undefined) {
		say('danger', desk.journalProblem);
	} else if (desk.notes.length > 0) {
		say('info', desk.notes.join(' · '));
	}
}

async function settleOrders(
	clock: Clock,
	trading: Trading,
	plan: ExitPlan,
	reason: StopReason,
): Promise<CancelReport | undefined> {
	return plan.cancels && trading.working() > 0
		? within(clock, cancelBudgetMs, trading.cancelAll({ scope: 'mine' }, `exit: ${describeReason(reason)}`))
		: undefined;
}

const describeCancel = ({ requested, canceled, left, verified, brackets }: CancelReport) => ({
	requested,
	canceled,
	left,
	verified,
	brackets,
});

/** Undefined when time is up. */
function within<Value>(clock: Clock, limitMs: number, work: Promise<Value>): Promise<Value | undefined> {
	return new Promise((resolve, reject) => {
		const cancel = clock.after(limitMs, () => resolve(undefined));
		work.then(resolve, reject).finally(cancel);
	});
}
