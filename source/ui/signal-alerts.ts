import { toSafeText } from '../lib/safe-text.js';
import type { Cancel, Clock } from '../lib/seams.js';
import type { Signal, SignalEvent } from '../model/signal-event.js';

export type AlertSettings = {
	readonly bell: boolean;
	/** How the terminal is asked for a notification: OSC 9 (iTerm2, WezTerm, Ghostty, kitty) or OSC 777 (urxvt, foot). */
	readonly notify: 'off' | 'osc9' | 'osc777';
	/** Inside tmux, which hands through only what is wrapped, and only with `allow-passthrough on`. */
	readonly isTmux: boolean;
};

const leastGapMs = 2000;
const longest = 120;
const bell = '\u0007';
const stringTerminator = '\u001B\\';

/** The bytes of an alert. No text can end the sequence or begin another: what is not plain ASCII is `?`. */
export function alertSequence(text: string, { bell: rings, notify, isTmux }: AlertSettings): string {
	const ring = rings ? bell : '';
	if (notify === 'off') {
		return ring;
	}

	// A separator in OSC 777, and `4;` at the start of an OSC 9 is a progress bar to some terminals.
	const body = toSafeText(text, { maxGraphemes: longest })
		.replace(/[^\x20-\x7e]/g, '?')
		.replaceAll(';', ',');
	const sequence =
		notify === 'osc9'
			? `\u001B]9;kcmon: ${body}${stringTerminator}`
			: `\u001B]777;notify;kcmon;${body}${stringTerminator}`;
	return ring + (isTmux ? `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}${stringTerminator}` : sequence);
}

/**
 * Rings and notifies for new signals, at most once in two seconds: what comes in between is counted in the next. Returns
 * what hears the events, and what ends it.
 */
export function createSignalAlerts(
	{ clock, alert }: { readonly clock: Clock; readonly alert: (sequence: string) => void },
	settings: () => AlertSettings,
): { readonly hear: (event: SignalEvent | { readonly type: string }) => void; readonly stop: Cancel } {
	let lastAt = Number.NEGATIVE_INFINITY;
	let held: Signal[] = [];
	let timer: Cancel | undefined;

	const tell = (): void => {
		timer = undefined;
		const newest = held.at(-1);
		if (newest !== undefined) {
			const more = held.length === 1 ? '' : ` and ${held.length - 1} more`;
			lastAt = clock.monoNow();
			held = [];
			alert(alertSequence(`${describe(newest)}${more}`, settings()));
		}
	};

	return {
		hear: event => {
			const { bell: rings, notify } = settings();
			if (!isSignal(event) || event.signal.duplicateOf !== undefined || (!rings && notify === 'off')) {
				return;
			}

			held.push(event.signal);
			const left = lastAt + leastGapMs - clock.monoNow();
			if (left <= 0) {
				timer?.();
				tell();
			} else {
				timer ??= clock.after(left, tell);
			}
		},
		stop: () => timer?.(),
	};
}

const isSignal = (event: { readonly type: string }): event is Extract<SignalEvent, { readonly type: 'signal' }> =>
	event.type === 'signal';

const describe = ({ symbol, signalType, side, confidence, source }: Signal): string =>
	[symbol, signalType, side ?? '', confidence.toFixed(2), `from ${source}`].filter(part => part !== '').join(' ');
