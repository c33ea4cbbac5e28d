import { afterEach, expect, test, vi } from 'vitest';
import { createSeededRandom } from '../../../source/lib/seeded-random.js';
import { placeDialog } from '../../../source/ui/dialog-places.js';
import { toText } from '../../../source/ui/painters/rows.js';
import type { ColorDepth } from '../../../source/ui/screen/colors.js';
import { createTerminalEmulator } from '../../helpers/terminal-emulator.js';
import { openBusyDesk, settleInk } from '../busy-desk.js';
import { between, pick } from './random-frames.js';
import { firstWrongCell } from './same-picture.js';

/** Over all depths; ten thousand take minutes. */
const frameCount = Number(process.env.KCMON_FUZZ_FRAMES ?? 800);
const depths: readonly ColorDepth[] = ['truecolor', '256', '16', 'none'];

/** Each opens a dialog, changes one, moves something or closes it; none leaves. */
const keys = [
	'?',
	'/',
	'f',
	'b',
	's',
	'B',
	'x',
	'X',
	'A',
	'!',
	'tab',
	'e',
	'v',
	'w',
	'i',
	'm',
	't',
	'space',
	'[',
	']',
	'c',
]
	.concat(['up', 'down', 'left', 'right', 'pagedown', '1', 'r', 'y', '5', '.', 'backspace', 'enter', 'shift+tab'])
	.concat(['esc', 'esc', 'esc', 'esc', 'esc', 'esc']);

let desk: Awaited<ReturnType<typeof openBusyDesk>> | undefined;

afterEach(() => {
	desk?.close();
	desk = undefined;
});

test.for(depths.map((depth, index) => [depth, index + 1] as const))(
	'shows every cell of the dashboard on an emulator through resizes and dialogs, %s',
	{ timeout: 900_000 },
	async ([colorDepth, seed]) => {
		const random = createSeededRandom(seed);
		let size = { columns: 120, rows: 36 };
		desk = await openBusyDesk({ ...size, seed, colorDepth });
		const { clock, device, screen, dashboard } = desk;
		const emulator = createTerminalEmulator(size.columns, size.rows);
		const shown = { frames: 0, dialogs: new Set<string>(), panes: new Set<string>() };
		const show = async (): Promise<void> => {
			// Ink may draw while the emulator reads.
			while (device.frames.length > 0) {
				const text = device.frames.splice(0).join('');
				shown.frames += text.split('\u001B[?2026l').length - 1;
				await emulator.write(text);
			}
		};

		/** Each pane as its painter has it now, where no dialog lies over it, and the dialog. */
		const firstWrongRow = (lines: readonly string[]): string | undefined => {
			const { dialog } = dashboard.ui.get();
			const layout = dashboard.layOut(size.columns, size.rows);
			const cover = dialog === undefined || layout.size === 'safe' ? undefined : placeDialog(dialog.kind, size);
			const isUnder = (x: number, y: number): boolean =>
				cover !== undefined && x >= cover.x && x < cover.x + cover.width && y >= cover.y && y < cover.y + cover.height;
			const panes = layout.panes.map(({ pane, ...place }) => ({ name: pane, place, isOver: false }));
			const dialogs = cover === undefined ? [] : [{ name: dialog!.kind, place: cover, isOver: true }];
			for (const { name, place, isOver } of [...panes, ...dialogs]) {
				const rows = toText(dashboard.surfaces[name](place.width, place.height)).split('\n');
				for (let row = 0; row < place.height; row += 1) {
					const y = place.y + row;
					const seen = (text: string): string =>
						[...text.padEnd(place.width)]
							.map((cell, column) => (!isOver && isUnder(place.x + column, y) ? ' ' : cell))
							.join('');
					const expected = seen(rows[row] ?? '');
					const actual = seen((lines[y] ?? '').padEnd(size.columns).slice(place.x, place.x + place.width));
					if (actual !== expected) {
						return `${name} row ${row}: expected "${expected}", was "${actual}"`;
					}
				}

				(isOver ? shown.dialogs : shown.panes).add(name);
			}

			return undefined;
		};

		while (shown.frames < frameCount / depths.length) {
			const dice = random();
			if (dice < 0.04) {
				size = { columns: between(random, 40, 210), rows: between(random, 10, 62) };
				await show();
				emulator.resize(size.columns, size.rows);
				device.resize(size.columns, size.rows);
				await clock.advance(60);
				await settleInk();
			} else if (dice < 0.3) {
				dashboard.press(pick(random, keys));
				await settleInk();
			}

			desk.feed(between(random, 0, 40));
			await clock.advance(between(random, 10, 200));
			await show();
			const where = `frame ${shown.frames}, ${size.columns}×${size.rows}, ${dashboard.ui.get().dialog?.kind}`;
			expect(firstWrongCell(emulator, screen.picture()), where).toBeUndefined();

			if (random() < 0.3) {
				// Ink lays out in its own time.
				await vi.waitFor(
					async () => {
						await settleInk();
						screen.paintNow();
						await show();
						expect(firstWrongRow(emulator.lines()), where).toBeUndefined();
					},
					{ timeout: 10_000, interval: 1 },
				);
			}
		}

		expect(shown.panes.size).toBeGreaterThan(5);
		expect(shown.dialogs.size).toBeGreaterThan(0);
		emulator.dispose();
	},
);
