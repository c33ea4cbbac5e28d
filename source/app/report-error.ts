import { exitCodes, isKcmonError } from '../lib/errors.js';
import { redactPatterns } from '../lib/redact.js';
import { toSafeText } from '../lib/safe-text.js';
import { nextStepOf } from './next-step.js';

export type ErrorReport = { readonly text: string; readonly exitCode: number };

const bugHint = 'This is a bug in kcmon; please report it with the lines above';

/** What a person reads when a command fails: one line and what to do next, or, of a bug, the stack. Foreign text in it is made safe, secrets are removed. */
export function reportError(error: unknown): ErrorReport {
	if (isKcmonError(error)) {
		const step = nextStepOf(error);
		const hint = step === undefined ? '' : `${clean(step)}\n`;
		return { text: `kcmon: ${clean(error.message)}\n${hint}`, exitCode: error.exitCode };
	}

	const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
	const lines = stack.split('\n').slice(0, 40).map(clean);
	return { text: `kcmon: ${lines.join('\n')}\n${bugHint}\n`, exitCode: exitCodes.bug };
}

const clean = (text: string): string => toSafeText(redactPatterns(text), { maxGraphemes: 1000 });
