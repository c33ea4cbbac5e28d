/** A text, or the pieces that make it: a large one need not be in memory as a whole. */
export type Pieces = string | Iterable<string>;

export const joinPieces = (text: Pieces): string => (typeof text === 'string' ? text : [...text].join(''));
