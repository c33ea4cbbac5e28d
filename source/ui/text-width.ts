let measure: ((text: string) => number) | undefined;

/**
 * Loads the tables of widths, a third of the time to the first frame: that frame has only characters whose width is known
 * without them. Nothing else can be painted before this has resolved.
 */
export async function loadTextWidth(): Promise<void> {
	measure ??= (await import('string-width')).default;
}

/** Cells that any text takes on a terminal, by Unicode. Throws before `loadTextWidth`. */
export function textWidth(text: string): number {
	if (measure === undefined) {
		throw new Error('loadTextWidth has to come before the first text of unknown width');
	}

	return measure(text);
}
