import { expect, test } from 'vitest';
import { type FrameTitle, paintFrame } from '../../../source/ui/painters/frame.js';
import { toText } from '../../../source/ui/painters/rows.js';
import { boxed } from '../sample-views.js';

const title: FrameTitle = {
	name: 'DEPTH',
	detail: 'KCS-USDT group 0.001',
	shortDetail: 'KCS-USDT',
	freshness: { state: 'LIVE', ageMs: 300, note: '' },
};
const quiet = { state: 'LIVE', ageMs: 65_000, note: 'quiet ✓' } as const;
const cut = { state: 'STALE', ageMs: 5000, note: 'try 3 in 5s' } as const;
const titleIn = (width: number, changes: Partial<FrameTitle>, frozenMs?: number): string =>
	toText(paintFrame({ ...title, ...changes }, width, 1, { ...boxed, frozenMs }, () => []));

test('a title gives up the grouping, the note and the age before the symbol', () => {
	expect(titleIn(60, {})).toBe('┌─ DEPTH KCS-USDT group 0.001 ───────────────── LIVE 0.3s ─┐');
	expect(titleIn(40, {})).toBe('┌─ DEPTH KCS-USDT ───────── LIVE 0.3s ─┐');
	expect(titleIn(44, {}, 12_000)).toBe('┌─ DEPTH KCS-USDT ── FROZEN 12s LIVE 0.3s ─┐');
	expect(titleIn(38, {}, 12_000)).toBe('┌─ DEPTH KCS-USDT  FROZEN LIVE 0.3s ─┐');
	expect(titleIn(34, {}, 12_000)).toBe('┌─ DEPTH KCS-USDT ─ FROZEN LIVE ─┐');
	expect(titleIn(46, { freshness: quiet })).toMatch(/DEPTH KCS-USDT ─+ quiet ✓ LIVE 1m /);
	expect(titleIn(33, { freshness: quiet })).toContain('DEPTH KCS-USDT ');
	// Its age is in the contract, its symbol in the status bar.
	expect(titleIn(26, {})).toBe('┌─ DEPTH ──── LIVE 0.3s ─┐');
});

test('where the data cannot be trusted, why comes before of what they are', () => {
	expect(titleIn(60, { freshness: cut })).toContain('DEPTH KCS-USDT ');
	expect(titleIn(38, { freshness: cut })).toBe('┌─ DEPTH ─── try 3 in 5s STALE 5.0s ─┐');
});
