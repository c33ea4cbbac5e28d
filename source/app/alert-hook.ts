import type { EngineEvent } from '../engine/engine.js';
import { type CommandHook, type CommandHookDeps, createCommandHook } from './command-hook.js';

/** Runs the command of the settings for every alert that goes off, with it as JSON on its standard input. */
export function createAlertHook(
	deps: CommandHookDeps,
	settings: { readonly command: readonly string[]; readonly timeoutMs: number },
): Pick<CommandHook, 'stop'> & { readonly hear: (event: EngineEvent) => void } {
	const hook = createCommandHook(deps, { name: 'alerts.exec', of: 'alerts', ...settings });
	return {
		hear: event => {
			if (event.type === 'alert') {
				const { alert, kind, symbol, text, receivedAt } = event;
				hook.push(
					`${JSON.stringify({ type: 'alert', alert, kind, symbol: symbol ?? null, text, received_at: receivedAt })}\n`,
				);
			}
		},
		stop: hook.stop,
	};
}
