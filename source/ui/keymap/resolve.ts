import { type Binding, bindings, type KeyContext, type KeyView, modalContexts } from './bindings.js';

export type Resolution =
	| { readonly kind: 'action'; readonly binding: Binding; readonly key: string }
	/** Known, but it cannot act now. */
	| { readonly kind: 'disabled'; readonly binding: Binding; readonly reason: string }
	| { readonly kind: 'unknown' };

/** Looks a key up through the contexts, innermost first, down to the first dialog. */
export function resolveKey(key: string, view: KeyView): Resolution {
	for (const context of view.context) {
		const binding = findBinding(key, context);
		if (binding !== undefined) {
			const reason = binding.disabledReason?.(view);
			return reason === undefined ? { kind: 'action', binding, key } : { kind: 'disabled', binding, reason };
		}

		if (modalContexts.has(context)) {
			break;
		}
	}

	return { kind: 'unknown' };
}

// Built once: a key press must not walk the table.
const byContext = new Map<string, Binding>();
for (const binding of bindings) {
	for (const key of binding.keys) {
		byContext.set(`${binding.context} ${key}`, binding);
	}
}

function findBinding(key: string, context: KeyContext): Binding | undefined {
	return byContext.get(`${context} ${key}`);
}

/** Ink's report of a key press, as far as names need it. */
export type KeyPress = {
	readonly upArrow: boolean;
	readonly downArrow: boolean;
	readonly leftArrow: boolean;
	readonly rightArrow: boolean;
	readonly pageUp: boolean;
	readonly pageDown: boolean;
	readonly return: boolean;
	readonly escape: boolean;
	readonly tab: boolean;
	readonly shift: boolean;
	readonly ctrl: boolean;
	readonly meta: boolean;
	readonly backspace: boolean;
	readonly delete: boolean;
	readonly eventType?: 'press' | 'repeat' | 'release';
};

/** The name of the key pressed; undefined for text of several characters and for keys without a name. */
export function nameKey(input: string, key: KeyPress): string | undefined {
	if (key.eventType === 'release') {
		return undefined;
	}

	if (key.tab) {
		return key.shift ? 'shift+tab' : 'tab';
	}

	for (const [pressed, name] of [
		[key.upArrow, 'up'],
		[key.downArrow, 'down'],
		[key.leftArrow, 'left'],
		[key.rightArrow, 'right'],
		[key.pageUp, 'pageup'],
		[key.pageDown, 'pagedown'],
		[key.return, 'enter'],
		[key.escape, 'esc'],
		[key.backspace || key.delete, 'backspace'],
	] as const) {
		if (pressed) {
			return name;
		}
	}

	if ([...input].length !== 1 || key.meta) {
		return undefined;
	}

	if (key.ctrl) {
		return `ctrl+${input}`;
	}

	return input === ' ' ? 'space' : input;
}
