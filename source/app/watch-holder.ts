import type { Cancel, Clock } from '../lib/seams.js';
import type { GateEvent, TradingEvent } from '../trading/trading-event.js';
import { askHolder, type ControlReply } from './control-channel.js';
import { type Holder, isHolder } from './desk-control.js';
import { eventsOfImage } from './desk-image.js';
import type { Mode } from './options.js';

export type WatchHolderDeps = {
	readonly clock: Clock;
	readonly publish: (event: TradingEvent) => void;
	/** @default over the control channel */
	readonly ask?: typeof askHolder;
};

export type WatchHolderOptions = {
	/** Of who trades. */
	readonly folder: string;
	/** This process's own. */
	readonly mode: Mode;
};

const everyMs = 500;
const timeoutMs = 2000;

const closedBecause = 'another kcmon trades here';

/**
 * Shows a viewer what the kcmon that trades knows: it is asked twice a second for what changed. When it does not answer,
 * the account's data are STALE and say why; nothing is made up meanwhile.
 */
export function watchHolder({ clock, publish, ask = askHolder }: WatchHolderDeps, options: WatchHolderOptions): Cancel {
	let holder: Holder | undefined;
	let since = 0;
	let gate: GateEvent | undefined;
	let toldGate = '';
	let isAsking = false;
	let isStopped = false;
	const seen = new Set<string>();

	const tellGate = (outdated: string | undefined): void => {
		const next: GateEvent = {
			type: 'gate',
			trading: gate?.trading ?? 'ACTIVE',
			armed: gate?.armed,
			closedBecause: outdated ?? closedBecause,
			unknown: gate?.unknown ?? 0,
			deadManAt: gate?.deadManAt,
			heldExits: gate?.heldExits ?? 0,
			held: gate?.held ?? [],
			planned: gate?.planned ?? [],
			behind: gate?.behind,
			isHeldElsewhere: true,
			...(outdated === undefined ? {} : { outdated }),
			receivedAt: clock.wallNow(),
		};
		const text = JSON.stringify({ ...next, receivedAt: 0 });
		if (text !== toldGate) {
			toldGate = text;
			publish(next);
		}
	};

	const show = (value: unknown): void => {
		const image = eventsOfImage(value, clock.wallNow());
		if (image === undefined) {
			tellGate('the kcmon that trades is of another version');
			return;
		}

		since = image.until;
		for (const event of image.events) {
			if (event.type === 'gate') {
				gate = event;
			} else {
				publish(event);
			}
		}

		for (const event of image.fills) {
			const key = `${event.fill.symbol} ${event.fill.orderId} ${event.fill.tradeId}`;
			if (!seen.has(key)) {
				seen.add(key);
				publish(event);
			}
		}

		tellGate(undefined);
	};

	const look = async (): Promise<void> => {
		if (holder === undefined) {
			const hello = await ask(options.folder, { ask: 'hello' }, { timeoutMs });
			if (hello.kind !== 'answer' || !isHolder(hello.result)) {
				tellGate(describeSilence(hello));
				return;
			}

			holder = hello.result;
		}

		if (holder.mode !== options.mode) {
			tellGate(`pid ${holder.pid} trades in ${holder.mode} mode: --${holder.mode} shows its orders`);
			holder = undefined;
			return;
		}

		const reply = await ask(options.folder, { ask: 'image', since }, { timeoutMs });
		if (isStopped) {
			return;
		}

		if (reply.kind === 'answer') {
			show(reply.result);
		} else {
			// The next one may be another process, with a clock of its own.
			holder = undefined;
			since = 0;
			tellGate(describeSilence(reply));
		}
	};

	const tick = (): void => {
		if (!isAsking) {
			isAsking = true;
			void look().finally(() => {
				isAsking = false;
			});
		}
	};

	tick();
	const cancel = clock.every(everyMs, tick);
	return () => {
		isStopped = true;
		cancel();
	};
}

function describeSilence(reply: ControlReply): string {
	switch (reply.kind) {
		case 'silent':
			return 'the kcmon that trades does not answer';
		case 'refused':
			return `the kcmon that trades could not tell: ${reply.problem}`;
		default:
			return 'nobody trades here any more: start kcmon anew to trade';
	}
}
