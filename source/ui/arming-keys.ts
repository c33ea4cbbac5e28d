import type { TradingPort } from '../engine/trading-port.js';
import type { DeskDeps } from './desk-deps.js';

/** `A` and its dialog. */
export type ArmingKeys = {
	readonly toggle: () => void;
	readonly confirm: () => void;
	/** A key in the dialog that is none of its commands. */
	readonly type: (key: string) => void;
};

const tailLength = 4;

export function createArmingKeys({ views, ui, say }: DeskDeps, port: TradingPort | undefined): ArmingKeys {
	const typed = (): string | undefined => {
		const { dialog } = ui.get();
		return dialog?.kind === 'arm' ? dialog.text : undefined;
	};
	const show = (text: string): void => ui.dispatch({ type: 'dialog.open', dialog: { kind: 'arm', text } });

	return {
		toggle: () => {
			if (views.status().armed === 'ARMED') {
				port?.disarm('key A');
				say('DISARMED');
			} else {
				show('');
			}
		},
		confirm: () => {
			const text = typed();
			if (text !== undefined && port?.arm(text) === true) {
				ui.dispatch({ type: 'dialog.close' });
				say('ARMED: orders go to the exchange with real money');
			} else {
				show('');
				say('not armed: these are not the last four characters of the key');
			}
		},
		type: key => {
			const text = typed() ?? '';
			if (key === 'backspace') {
				show(text.slice(0, -1));
			} else if (!/^[\w-]$/.test(key)) {
				say('a key has letters and digits only');
			} else if (text.length >= tailLength) {
				say('four characters; enter arms, esc goes back');
			} else {
				show(text + key);
			}
		},
	};
}
