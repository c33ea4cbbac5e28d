import type { Clock, Files } from '../lib/seams.js';
import type { StoreEvent } from '../store/apply.js';
import { createPaperGateway, type PaperDeps, type PaperGateway } from '../trading/paper.js';
import { openPaperState, type PaperState } from '../trading/paper-state.js';
import { readPaperFile, writePaperFile } from './paper-file.js';

export type PaperAccountOptions = {
	readonly folder: string;
	readonly latencyMs: number;
	/** Of a new account. */
	readonly balances: Readonly<Record<string, string>>;
};

/** The paper account of a data directory. The caller holds the lock. */
export type PaperAccountFile = {
	/** As it was saved; a new one where there was none. */
	readonly state: PaperState;
	/** Symbols in which orders rest. */
	readonly symbols: readonly string[];
	/** The gateway over it, saved at every change before anybody hears of it. */
	readonly createGateway: (deps: Omit<PaperDeps, 'clock' | 'changed'>) => PaperGateway;
};

/** Throws a `KcmonError` (`ERR_PAPER_STATE`) when the saved account cannot be used. */
export function openPaperAccount(
	{ files, clock }: { readonly files: Files; readonly clock: Clock },
	{ folder, latencyMs, balances }: PaperAccountOptions,
): PaperAccountFile {
	const state = readPaperFile(files, folder) ?? openPaperState(Math.floor(clock.wallNow()), balances);
	return {
		state,
		symbols: [...new Set(state.orders.filter(({ active }) => active).map(({ request }) => request.symbol))],
		createGateway: deps => {
			const gateway: PaperGateway = createPaperGateway(
				{ ...deps, clock, changed: () => writePaperFile(files, folder, gateway.export()) },
				{ latencyMs, state },
			);
			return gateway;
		},
	};
}

/** Hands on what the paper gateway fills by. */
export function observeMarket(gateway: Pick<PaperGateway, 'observe'>, event: StoreEvent): void {
	switch (event.type) {
		case 'trade':
		case 'book-delta':
		case 'book-snapshot':
		case 'book-status':
			gateway.observe(event);
			return;
		default:
	}
}
