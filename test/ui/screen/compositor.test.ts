import { expect, test } from 'vitest';
import { createSeededRandom } from '../../../source/lib/seeded-random.js';
import type { ColorDepth } from '../../../source/ui/screen/colors.js';
import { type Cover, createCompositor, type Pane } from '../../../source/ui/screen/compositor.js';
import { themes } from '../../../source/ui/theme/themes.js';
import { createTerminalEmulator } from '../../helpers/terminal-emulator.js';
import { between, pick, randomInkText, randomPainted } from './random-frames.js';
import { firstWrongCell } from './same-picture.js';

const frameCount = Number(process.env.KCMON_FUZZ_FRAMES ?? 2000);
const depths: readonly ColorDepth[] = ['truecolor', '256', '16', 'none'];

test.for(depths.map((depth, index) => [depth, index + 1] as const))(
	'shows every cell of random frames on an emulator, %s',
	{ timeout: 120_000 },
	async ([colorDepth, seed]) => {
		const random = createSeededRandom(seed);
		let size = { columns: 60, rows: 16 };
		const compositor = createCompositor({ size, theme: themes.dark, colorDepth });
		const emulator = createTerminalEmulator(size.columns, size.rows);
		await emulator.write('\u001B[?1049h\u001B[?7l');
		let panes: Pane[] = [];
		let covers: Cover[] = [];
		const randomPlace = () => ({
			x: between(random, -3, size.columns - 1),
			y: between(random, -2, size.rows - 1),
			width: between(random, 0, size.columns),
			height: between(random, 0, size.rows),
		});
		let wrong: string | undefined;
		for (let frame = 0; frame < frameCount / depths.length && wrong === undefined; frame++) {
			const dice = random();
			if (dice < 0.04) {
				size = { columns: between(random, 2, 90), rows: between(random, 1, 24) };
				emulator.resize(size.columns, size.rows);
				compositor.resize(size);
			} else if (dice < 0.12 && panes.length < 8) {
				const pane: Pane = { place: randomPlace(), layer: between(random, 0, 2), grid: undefined };
				panes.push(pane);
				compositor.addPane(pane);
			} else if (dice < 0.18 && panes.length > 0) {
				const gone = pick(random, panes);
				panes = panes.filter(pane => pane !== gone);
				compositor.removePane(gone);
			} else if (dice < 0.24 && covers.length < 5) {
				const cover: Cover = { place: randomPlace(), layer: between(random, 1, 3) };
				covers.push(cover);
				compositor.addCover(cover);
			} else if (dice < 0.3 && covers.length > 0) {
				const gone = pick(random, covers);
				covers = covers.filter(cover => cover !== gone);
				compositor.removeCover(gone);
			} else if (dice < 0.34) {
				compositor.setTheme(pick(random, Object.values(themes)));
			} else if (dice < 0.5) {
				const cursor = random() < 0.3 ? { x: between(random, 0, 99), y: between(random, 0, 30) } : undefined;
				compositor.setBase(randomInkText(random, size.columns, size.rows), cursor);
			}

			for (const pane of panes) {
				if (random() < 0.1) {
					pane.place = randomPlace();
				}

				if (pane.place !== undefined && random() < 0.5) {
					compositor.paintPane(pane, randomPainted(random, pane.place.width, pane.place.height));
				}
			}

			await emulator.write(compositor.nextFrame());
			const found = firstWrongCell(emulator, compositor.picture());
			wrong = found === undefined ? undefined : `frame ${frame}, ${found}`;
		}

		expect(wrong).toBeUndefined();
		emulator.dispose();
	},
);

// Terminals draw these wider or narrower than the layout counts: joined, newer than the emulator, ambiguous.
const uncertain = ['🫠', '🪿', '👩‍🚀', '🇩🇪', '❤️', '⚡', '👍🏽', '㉑', 'ก็', '☎', '🀄', '⏳', 'ﷺ'];

test('keeps the neighbors of a character whose width terminals dispute in their places', async () => {
	const random = createSeededRandom(5);
	const size = { columns: 24, rows: 3 };
	const compositor = createCompositor({ size, theme: themes.dark, colorDepth: '256' });
	const emulator = createTerminalEmulator(size.columns, size.rows);
	const pane: Pane = { place: { x: 0, y: 0, width: 24, height: 3 }, layer: 0, grid: undefined };
	compositor.addPane(pane);
	for (let frame = 0; frame < 300; frame++) {
		compositor.paintPane(
			pane,
			Array.from({ length: 3 }, () => [
				{ text: 'left'.slice(0, between(random, 0, 4)), token: pick(random, ['bid', 'ask']) },
				{ text: pick(random, uncertain), token: pick(random, ['bid', 'ask']) },
				{ text: `right${between(random, 0, 99)}`, token: pick(random, ['bid', 'ask']) },
			]),
		);
		await emulator.write(compositor.nextFrame());
		const { grid, glyphs } = compositor.picture();
		for (let index = 0; index < grid.glyphs.length; index++) {
			const glyph = grid.glyphs[index]!;
			if (glyph > 0x20 && glyph < 0x7f) {
				const cell = emulator.cellAt(index % 24, Math.floor(index / 24));
				expect(cell.text, `frame ${frame}, cell ${index}`).toBe(glyphs.textOf(glyph));
			}
		}
	}

	emulator.dispose();
});
