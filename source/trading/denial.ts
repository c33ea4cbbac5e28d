/** Why kcmon itself refused an order. Part of the interface: scripts may rely on the codes. */
export const denialCodes = {
	TRADING_HALTED: 'Trading is halted; `!` again and `y` lifts it',
	TRADING_REDUCING: 'Trading is reducing: only orders that make a position smaller',
	READ_ONLY: 'Order entry is off in this mode',
	VIEWER: 'Another kcmon trades on this data directory',
	NOT_ARMED: 'Live trading is disarmed; `A` arms it',
	NOT_RECONCILED: 'Orders and the venue are being compared; wait for it',
	DATA_NOT_LIVE: 'The book of this symbol is not live',
	VENUE_NOT_OPEN: 'The venue does not take orders now',
	ORDER_UNKNOWN: 'An earlier order of this symbol has no known outcome yet',
	JOURNAL_BROKEN: 'The journal cannot be written',
	UNKNOWN_SYMBOL: 'The venue has no such symbol',
	SYMBOL_NOT_TRADING: 'The venue has trading of this symbol off',
	SYMBOL_NOT_ALLOWED: 'The symbol is not in `risk.symbols`',
	PRICE_INVALID: 'The price is not a positive plain decimal',
	SIZE_INVALID: 'The size is not a positive plain decimal',
	FUNDS_INVALID: 'The funds are not a positive plain decimal',
	PRICE_INCREMENT: 'The price is not a multiple of the tick',
	SIZE_INCREMENT: 'The size is not a multiple of its increment',
	FUNDS_INCREMENT: 'The funds are not a multiple of their increment',
	SIZE_BELOW_MINIMUM: 'The size is below the smallest the symbol takes',
	SIZE_ABOVE_MAXIMUM: 'The size is above the largest the symbol takes',
	FUNDS_BELOW_MINIMUM: 'The funds are below the smallest the symbol takes',
	FUNDS_ABOVE_MAXIMUM: 'The funds are above the largest the symbol takes',
	NOTIONAL_BELOW_MINIMUM: 'Price times size is below the smallest the symbol takes',
	PRICE_BAND: 'The price is further from mid than `risk.priceBandBps`',
	PRICE_PROTECTION: 'The price is beyond what the venue allows against the best opposite price',
	INSUFFICIENT_BALANCE: 'Not enough available',
	MAX_ORDER_FUNDS: 'The order is above `risk.maxOrderFunds`',
	MAX_DAY_FUNDS: 'The day would be above `risk.maxDayFunds`',
	MAX_OPEN_ORDERS: 'There are already `risk.maxOpenOrders` open orders',
	MAX_ORDERS_PER_MINUTE: 'There were already `risk.maxOrdersPerMinute` orders in a minute',
	MAX_SESSION_LOSS: 'The session lost `risk.maxSessionLoss`',
	POST_ONLY_CROSSES: 'A post-only order at this price would take',
	OPTIONS_CONFLICT: 'These order options do not go together',
	SIGNAL_EXPIRED: 'The signal that this came from has expired',
	SIGNAL_UNVERIFIED: 'The source of the signal proves nothing of itself, so it is for looking only',
	BRACKET_INVALID: 'Stop and target must lie on the two sides of the entry',
} as const;

export type DenialCode = keyof typeof denialCodes;

/** `context` names the values that decided, for the message and the journal. */
export type Denied = {
	readonly kind: 'denied';
	readonly code: DenialCode;
	readonly field:
		| 'symbol'
		| 'side'
		| 'price'
		| 'size'
		| 'funds'
		| 'stop'
		| 'target'
		| 'timeInForce'
		| 'postOnly'
		/** Hidden and iceberg. */
		| 'display'
		| 'options'
		| 'order';
	readonly context: Readonly<Record<string, string>>;
};

/** One line for a person: `MAX_ORDER_FUNDS funds=1200 limit=1000`. */
export function formatDenial(denied: Denied): string {
	const context = Object.entries(denied.context).map(([name, value]) => `${name}=${value}`);
	return [denied.code, ...context].join(' ');
}

/** The codes as a table of Markdown, for the documents. */
export function formatDenialTable(): string {
	const rows = Object.entries(denialCodes).map(([code, words]) => `| \`${code}\` | ${words} |`);
	return ['| code | what it means |', '| --- | --- |', ...rows].join('\n');
}
