import { expect, test } from 'vitest';
import { chooseColorDepth, lowerColor, paletteColor, sgrColor } from '../../../source/ui/screen/colors.js';

const terminal = { isTerminal: true, noColorFlag: false };

test.for([
	{ env: { TERM: 'xterm-256color', COLORTERM: 'truecolor' }, depth: 'truecolor' },
	{ env: { TERM: 'xterm-256color', COLORTERM: '24bit' }, depth: 'truecolor' },
	{ env: { TERM: 'xterm-256color' }, depth: '256' },
	{ env: { TERM: 'tmux-256color', COLORTERM: 'truecolor', TMUX: '/tmp/tmux' }, depth: 'truecolor' },
	{ env: { TERM: 'screen.xterm-256color', COLORTERM: 'truecolor' }, depth: '256' },
	{ env: { TERM: 'screen', COLORTERM: 'truecolor' }, depth: '16' },
	{ env: { TERM: 'xterm-kitty' }, depth: 'truecolor' },
	{ env: { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, depth: 'truecolor' },
	{ env: { TERM: 'xterm-256color', TERM_PROGRAM: 'Apple_Terminal' }, depth: '256' },
	{ env: { TERM: 'linux' }, depth: '16' },
	{ env: { TERM: 'xterm' }, depth: '16' },
	{ env: { TERM: 'vt100' }, depth: 'none' },
	{ env: { TERM: 'dumb', COLORTERM: 'truecolor' }, depth: 'none' },
	{ env: {}, depth: 'none' },
	{ env: { WT_SESSION: 'abc' }, depth: 'truecolor' },
	{ env: { TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }, depth: 'none' },
	{ env: { TERM: 'xterm-256color', NO_COLOR: '' }, depth: '256' },
	{ env: { TERM: 'xterm', FORCE_COLOR: '3' }, depth: 'truecolor' },
	{ env: { TERM: 'xterm', FORCE_COLOR: '3', NO_COLOR: '1' }, depth: 'none' },
] as const)('takes $depth from $env', ({ env, depth }) => {
	expect(chooseColorDepth(env, terminal)).toBe(depth);
});

test('takes no color where the output is no terminal, or where color was switched off', () => {
	const env = { TERM: 'xterm-256color', COLORTERM: 'truecolor' };

	expect(chooseColorDepth(env, { isTerminal: false, noColorFlag: false })).toBe('none');
	expect(chooseColorDepth(env, { isTerminal: true, noColorFlag: true })).toBe('none');
});

test.for([
	{ color: 0x00ff00, depth: 'truecolor', sgr: '38;2;0;255;0' },
	{ color: 0x00ff00, depth: '256', sgr: '38;5;46' },
	{ color: 0x808080, depth: '256', sgr: '38;5;244' },
	{ color: 0x00fe01, depth: '16', sgr: '92' },
	{ color: 0xc00808, depth: '16', sgr: '31' },
	{ color: 0x00ff00, depth: 'none', sgr: '39' },
	{ color: paletteColor(3), depth: '256', sgr: '33' },
	{ color: paletteColor(11), depth: 'truecolor', sgr: '93' },
	{ color: paletteColor(196), depth: '16', sgr: '91' },
	{ color: paletteColor(196), depth: '256', sgr: '38;5;196' },
] as const)('lowers $color to $sgr at depth $depth', ({ color, depth, sgr }) => {
	expect(sgrColor(lowerColor(color, depth), 'foreground')).toBe(sgr);
});

test('writes backgrounds in their own range', () => {
	expect(sgrColor(paletteColor(1), 'background')).toBe('41');
	expect(sgrColor(paletteColor(9), 'background')).toBe('101');
	expect(sgrColor(0x010203, 'background')).toBe('48;2;1;2;3');
	expect(sgrColor(-1, 'background')).toBe('49');
});
