import { askHolder, type ControlReply, type ControlRequest } from './control-channel.js';
import { type Holder, isHolder } from './desk-control.js';
import type { RunOptions } from './options.js';

const helloTimeoutMs = 2000;

/** The kcmon that trades on the folder; `silent`: there is one, and it does not answer. */
export async function findHolder(folder: string): Promise<Holder | 'silent' | undefined> {
	const reply = await askHolder(folder, { ask: 'hello' }, { timeoutMs: helloTimeoutMs });
	switch (reply.kind) {
		case 'answer':
			return isHolder(reply.result) ? reply.result : undefined;
		case 'silent':
			return 'silent';
		case 'refused':
		case 'nobody':
			return undefined;
	}
}

/** A demo that will be a viewer looks at the holder's embedded exchange: its orders mean nothing on another one. */
export async function joinHolder(options: RunOptions): Promise<RunOptions> {
	if (options.mode !== 'demo' || options.restUrl !== undefined) {
		return options;
	}

	const holder = await findHolder(options.tradeDir);
	const restUrl = typeof holder === 'object' && holder.mode === 'demo' ? holder.restUrl : undefined;
	return restUrl === undefined ? options : { ...options, restUrl };
}

/** Whether the holder's account is the one that these options mean. Of a live one the key must be known to be sure. */
export function sharesAccount(holder: Holder, options: Pick<RunOptions, 'mode' | 'restUrl'>): boolean {
	if (holder.mode !== options.mode) {
		return false;
	}

	if (options.mode === 'paper') {
		return true;
	}

	const host = options.restUrl === undefined ? undefined : new URL(options.restUrl).host;
	return options.mode === 'demo'
		? host === undefined || holder.venue === host
		: holder.venue === (host === undefined || host === 'api.kucoin.com' ? 'KuCoin' : host);
}

export type { ControlReply, ControlRequest };
