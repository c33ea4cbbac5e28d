import { Box, render, Text } from 'ink';
import { render as renderText } from 'ink-testing-library';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import type { Painted } from '../../source/ui/painters/spans.js';
import { createScreen } from '../../source/ui/screen/screen.js';
import { Overlay, ScreenContext, Surface } from '../../source/ui/surface.js';
import { themes } from '../../source/ui/theme/themes.js';
import { createTerminalEmulator } from '../helpers/terminal-emulator.js';
import { createFakeTty } from './screen/fake-tty.js';

const fill =
	(character: string) =>
	(width: number, height: number): Painted =>
		Array.from({ length: height }, () => [{ text: character.repeat(width), token: 'text' }]);

async function renderOnScreen(columns: number, rows: number) {
	const clock = createVirtualClock();
	const device = createFakeTty(columns, rows);
	const screen = createScreen({ clock, tty: device.tty, theme: themes.dark, colorDepth: 'truecolor', fps: 15 });
	screen.start();
	const show = async (): Promise<string[]> => {
		await clock.advance(200);
		const { columns: width, rows: height } = screen.size();
		const emulator = createTerminalEmulator(width, height);
		await emulator.write(device.frames.join(''));
		return emulator.lines();
	};

	return { clock, device, screen, show };
}

test('fills the box that Ink lays out for it, inside its border', async () => {
	const { screen, show } = await renderOnScreen(16, 5);
	const app = render(
		<ScreenContext value={screen}>
			<Text>top</Text>
			<Box>
				<Text>at </Text>
				<Surface name="tape" paint={fill('#')} width={8} height={4} borderStyle="single" />
				<Surface name="side" paint={fill('+')} width={3} height={2} />
			</Box>
		</ScreenContext>,
		screen.inkOptions,
	);
	await app.waitUntilRenderFlush();

	expect(await show()).toEqual(['top', 'at ┌──────┐+++', '   │######│+++', '   │######│', '   └──────┘']);
	app.unmount();
});

test('follows the layout when what stands above grows, though Ink itself draws the same', async () => {
	const { screen, show } = await renderOnScreen(10, 4);
	const tree = (above: number) => (
		<ScreenContext value={screen}>
			<Box flexDirection="column">
				<Box height={above} flexShrink={0} />
				<Surface name="row" paint={fill('#')} width={4} height={1} />
			</Box>
		</ScreenContext>
	);
	const app = render(tree(0), screen.inkOptions);
	await app.waitUntilRenderFlush();
	expect((await show()).indexOf('####')).toBe(0);

	app.rerender(tree(2));
	await app.waitUntilRenderFlush();

	expect(await show()).toEqual(['', '', '####', '']);
	app.unmount();
});

test('covers the surfaces below with a dialog, its blanks included, and uncovers them again', async () => {
	const { screen, show } = await renderOnScreen(14, 5);
	const tree = (isOpen: boolean) => (
		<ScreenContext value={screen}>
			<Box width={14} height={5}>
				<Surface name="all" paint={fill('#')} width={14} height={5} />
				{isOpen ? (
					<Overlay position="absolute" left={2} top={1} width={9} height={3} borderStyle="single">
						<Text>y/n </Text>
						<Surface name="line" paint={fill('=')} width={2} height={1} />
					</Overlay>
				) : null}
			</Box>
		</ScreenContext>
	);
	const app = render(tree(true), screen.inkOptions);
	await app.waitUntilRenderFlush();
	const row = '#'.repeat(14);
	expect(await show()).toEqual([row, '##┌───────┐###', '##│y/n == │###', '##└───────┘###', row]);

	app.rerender(tree(false));
	await app.waitUntilRenderFlush();

	expect(await show()).toEqual(Array(5).fill(row));
	app.unmount();
});

test('hides Ink text under a dialog without a background', async () => {
	const { screen, show } = await renderOnScreen(12, 3);
	const app = render(
		<ScreenContext value={screen}>
			<Box width={12} height={3} flexDirection="column">
				<Text>abcdefghijkl</Text>
				<Text>abcdefghijkl</Text>
				<Overlay position="absolute" left={3} top={0} width={5} height={2}>
					<Text>ok</Text>
				</Overlay>
			</Box>
		</ScreenContext>,
		screen.inkOptions,
	);
	await app.waitUntilRenderFlush();

	expect((await show()).slice(0, 2)).toEqual(['abcok   ijkl', 'abc     ijkl']);
	app.unmount();
});

test('paints anew when its painter changes, without waiting for its rate', async () => {
	const { clock, device, screen } = await renderOnScreen(10, 2);
	const tree = (character: string) => (
		<ScreenContext value={screen}>
			<Surface name="row" rate={0.001} paint={fill(character)} width={4} height={1} />
		</ScreenContext>
	);
	const app = render(tree('a'), screen.inkOptions);
	await app.waitUntilRenderFlush();
	await clock.advance(0);
	app.rerender(tree('b'));
	await app.waitUntilRenderFlush();
	await clock.advance(0);

	expect(device.frames.at(-1)).toContain('bbbb');
	app.unmount();
});

test('lays out anew after a resize', async () => {
	const { clock, device, screen } = await renderOnScreen(10, 2);
	const app = render(
		<ScreenContext value={screen}>
			<Box width="100%">
				<Surface name="row" flexGrow={1} paint={fill('#')} height={1} />
			</Box>
		</ScreenContext>,
		screen.inkOptions,
	);
	await app.waitUntilRenderFlush();
	await clock.advance(100);

	device.resize(6, 3);
	await clock.advance(100);

	const emulator = createTerminalEmulator(6, 3);
	await emulator.write(device.frames.at(-1) ?? '');
	expect(emulator.lines()[0]).toBe('######');
	app.unmount();
});

test('renders the same rows as text where there is no screen', () => {
	const { lastFrame } = renderText(
		<Box>
			<Surface name="rows" paint={fill('#')} width={4} height={2} />
			<Surface name="bordered" paint={fill('+')} width={5} height={3} borderStyle="single" />
		</Box>,
	);

	expect(lastFrame()).toBe('####┌───┐\n####│+++│\n    └───┘');
});

test('cuts text rows to the width, never through a wide character', () => {
	const { lastFrame } = renderText(
		<Surface
			name="rows"
			paint={() => [[{ text: 'ab日本', token: 'text' }], [{ text: 'abcdefgh', token: 'text' }]]}
			width={5}
			height={2}
		/>,
	);

	expect(lastFrame()).toBe('ab日\nabcde');
});
