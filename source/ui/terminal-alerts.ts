import { toSafeText } from '../lib/safe-text.js';
import type { Cancel, Clock } from '../lib/seams.js';
import type { SignalReceivedEvent } from '../model/signal-event.js';

export type TerminalAlertSettings = {
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
export function alertSequence(text: string, { bell: rings, notify, isTmux }: TerminalAlertSettings): string {
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

/** Rings and notifies, at most once in two seconds: what comes in between is counted in the next. */
export function createTerminalAlerts(
	{ clock, alert }: { readonly clock: Clock; readonly alert: (sequence: string) => void },
	settings: () => TerminalAlertSettings,
): { readonly tell: (text: string) => void; readonly stop: Cancel } {
	let lastAt = Number.NEGATIVE_INFINITY;
	let newest = '';
	let count = 0;
	let timer: Cancel | undefined;

	const write = (): void => {
		timer = undefined;
		const more = count === 1 ? '' : ` and ${count - 1} more`;
		lastAt = clock.monoNow();
		count = 0;
		alert(alertSequence(`${newest}${more}`, settings()));
	};

	return {
		tell: text => {
			const { bell: rings, notify } = settings();
			if (!rings && notify === 'off') {
				return;
			}

			newest = text;
			count += 1;
			const left = lastAt + leastGapMs - clock.monoNow();
			if (left <= 0) {
				timer?.();
				write();
			} else {
				timer ??= clock.after(left, write);
			}
		},
		stop: () => timer?.(),
	};
}

/** What is told of a new signal; undefined where there is nothing to tell. An alert that went off is told as such. */
export function describeSignalAlert(event: { readonly type: string } | SignalReceivedEvent): string | undefined {
	if (!isSignal(event) || event.signal.duplicateOf !== undefined || event.signal.signalType === 'price_alert') {
		return undefined;
	}

	const { symbol, signalType, side, confidence, source } = event.signal;
	return [symbol, signalType, side ?? '', confidence.toFixed(2), `from ${source}`]
		.filter(part => part !== '')
		.join(' ');
}

const isSignal = (event: { readonly type: string }): event is SignalReceivedEvent => event.type === 'signal';
