/** Shape of the store's state. */
export type State = { readonly symbols: Map<string, unknown> };
