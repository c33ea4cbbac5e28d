/** How many colors the terminal shows. */
export type ColorDepth = 'truecolor' | '256' | '16' | 'none';
