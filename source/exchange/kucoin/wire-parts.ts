/** What the schemas of payloads are made of. */

export const decimal = { type: 'string', format: 'decimal' } as const;
export const signed = { type: 'string', format: 'signed' } as const;
export const digits = { type: 'string', format: 'digits' } as const;
export const id = { type: 'string', format: 'id' } as const;
export const symbol = { type: 'string', format: 'symbol' } as const;
export const text = { type: 'string' } as const;
export const flag = { type: 'boolean' } as const;
export const time = { type: 'number', format: 'time' } as const;
export const sequence = { type: 'number', format: 'sequence' } as const;
export const amountText = { type: 'string', format: 'amount-text' } as const;
export const numberText = { type: 'string', format: 'number-text' } as const;
export const nothing = { type: 'null' } as const;
export const maybeDecimal = { anyOf: [decimal, nothing] } as const;
export const maybeSigned = { anyOf: [signed, nothing] } as const;
export const maybeNumberText = { anyOf: [numberText, nothing] } as const;
export const maybeAmountText = { anyOf: [amountText, nothing] } as const;
export const maybeText = { anyOf: [text, nothing] } as const;
export const maybeSymbol = { anyOf: [symbol, nothing] } as const;
export const side = { enum: ['buy', 'sell'] } as const;
export const priceSize = { type: 'array', minItems: 2, prefixItems: [decimal, decimal] } as const;
export const rows = { type: 'array', items: priceSize } as const;
export const change = { type: 'array', minItems: 3, prefixItems: [decimal, decimal, digits] } as const;
export const changes = { type: 'array', items: change } as const;
/** A time as a number, or as a text of digits. */
export const stamp = { anyOf: [digits, time] } as const;
