import { scanJournal } from '../journal/scan.js';
import { journalFolder } from '../journal/segments.js';
import { isSymbol } from '../model/instrument.js';
import { createFiles } from '../platform/files.js';

/** Symbols of which the journal has an order, as far as its chain holds. Another process may be writing it. */
export function listTradedSymbols(dataDir: string): readonly string[] {
	const symbols = new Set<string>();
	scanJournal(createFiles(), journalFolder(dataDir), ({ kind, symbol }) => {
		if (kind === 'intent' && typeof symbol === 'string' && isSymbol(symbol)) {
			symbols.add(symbol);
		}
	});
	return [...symbols];
}
