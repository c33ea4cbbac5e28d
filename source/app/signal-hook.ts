import type { EngineEvent } from '../engine/engine.js';
import { type CommandHookDeps, createCommandHook } from './command-hook.js';
import { encodeSignal } from './events-json.js';

export type SignalHookSettings = {
	/** The program and its arguments; empty: there is no hook. */
	readonly command: readonly string[];
	readonly timeoutMs: number;
	/** 0 to 1. */
	readonly minConfidence: number;
	/** With none, all. */
	readonly types: readonly string[];
};

export type SignalHook = {
	readonly hear: (event: EngineEvent) => void;
	readonly stop: () => void;
};

/** Runs a command for every new signal, with the event of `kcmon stream` as JSON on its standard input. */
export function createSignalHook(deps: CommandHookDeps, settings: SignalHookSettings): SignalHook {
	const { command, timeoutMs } = settings;
	const hook = createCommandHook(deps, { name: 'signals.exec', of: 'signals', command, timeoutMs });

	return {
		hear: event => {
			if (!hook.isSet || event.type !== 'signal') {
				return;
			}

			const { signal } = event;
			const isMeant =
				signal.duplicateOf === undefined &&
				signal.confidence >= settings.minConfidence &&
				(settings.types.length === 0 || settings.types.includes(signal.signalType));
			if (isMeant) {
				hook.push(encodeSignal(event));
			}
		},
		stop: hook.stop,
	};
}
