import type { RunOptions } from './options.js';

export type ColorFacts = {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly stdoutIsTty: boolean;
	readonly noColorFlag: boolean;
};

/**
 * How many colors the terminal surely has; more is claimed only on evidence. `NO_COLOR` (not empty), `--no-color`,
 * `TERM=dumb` and a stdout that is no terminal mean none. Source: no-color.org; COLORTERM as terminals set it.
 */
export function resolveColor({ env, stdoutIsTty, noColorFlag }: ColorFacts): RunOptions['color'] {
	const term = env.TERM ?? '';
	if (noColorFlag || !stdoutIsTty || (env.NO_COLOR ?? '') !== '' || term === 'dumb' || term === '') {
		return 'none';
	}

	if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit' || /(?:-direct|truecolor)$/.test(term)) {
		return 'truecolor';
	}

	if (/^xterm-(?:kitty|ghostty)$|^(?:alacritty|foot|wezterm)/.test(term)) {
		return 'truecolor';
	}

	return /256/.test(term) ? '256' : '16';
}
