import { Box, render, Text, useCursor } from 'ink';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import type { Random } from '../../../source/lib/seams.js';
import { createSeededRandom } from '../../../source/lib/seeded-random.js';
import { createCompositor } from '../../../source/ui/screen/compositor.js';
import { type CursorPlace, createInkOutput } from '../../../source/ui/screen/ink-output.js';
import { themes } from '../../../source/ui/theme/themes.js';
import { createTerminalEmulator } from '../../helpers/terminal-emulator.js';
import { between, pick, randomText } from './random-frames.js';
import { firstWrongCell } from './same-picture.js';

const inkOptions = { alternateScreen: true, interactive: true, patchConsole: false, exitOnCtrlC: false, maxFps: 1000 };

/** Renders with Ink into the output under test, and keeps both the raw chunks and the frames that come out. */
function setUp(columns: number, rows: number) {
	const frames: { text: string; cursor: CursorPlace | undefined }[] = [];
	const unknown: string[] = [];
	const raw: string[] = [];
	const output = createInkOutput(
		{ columns, rows },
		{ onFrame: (text, cursor) => frames.push({ text, cursor }), onUnknown: text => unknown.push(text) },
	);
	const write = output.stdout.write.bind(output.stdout) as (chunk: string, done?: () => void) => boolean;
	output.stdout.write = ((chunk: string, done?: () => void) => {
		raw.push(chunk);
		return write(chunk, done);
	}) as typeof output.stdout.write;
	return { output, frames, unknown, raw };
}

function start(node: ReactNode, stdout: NodeJS.WriteStream) {
	return render(node, { ...inkOptions, stdout });
}

test('Ink writes a frame as it did when the screen was written for it', async () => {
	const { output, raw, unknown } = setUp(20, 5);
	const app = start(<Text>one</Text>, output.stdout);
	await app.waitUntilRenderFlush();
	app.rerender(
		<Text>
			two{'\n'}
			<Text color="#0a0b0c">lines</Text>
		</Text>,
	);
	await app.waitUntilRenderFlush();
	app.unmount();

	expect(raw.filter(chunk => chunk !== '')).toEqual([
		'one\n',
		'\u001B[2K\u001B[1A\u001B[2K\u001B[Gtwo\n\u001B[38;2;10;11;12mlines\u001B[39m\n',
	]);
	expect(unknown).toEqual([]);
});

test('Ink writes a frame that fills the screen, and a smaller one after it, in the same way', async () => {
	const { output, raw, frames, unknown } = setUp(10, 2);
	const app = start(<Text>{'a\nb'}</Text>, output.stdout);
	await app.waitUntilRenderFlush();
	app.rerender(<Text>c</Text>);
	await app.waitUntilRenderFlush();

	expect(raw.filter(chunk => chunk !== '')).toEqual([
		'a\nb\n',
		'\u001B[2K\u001B[1A\u001B[2K\u001B[1A\u001B[2K\u001B[Gc\n',
	]);
	expect(frames.map(frame => frame.text)).toEqual(['a\nb\n', 'c\n']);
	expect(unknown).toEqual([]);
	app.unmount();
});

function WithCursor({ x, y }: { readonly x: number; readonly y: number }): ReactNode {
	const { setCursorPosition } = useCursor();
	setCursorPosition({ x, y });
	return <Text>{'size\nprice\nside'}</Text>;
}

test.for([
	{ x: 3, y: 0 },
	{ x: 0, y: 1 },
	{ x: 5, y: 2 },
])('takes over the cursor that Ink wants at $x,$y', async place => {
	const { output, frames, unknown } = setUp(20, 6);
	const app = start(<WithCursor {...place} />, output.stdout);
	await app.waitUntilRenderFlush();

	expect(frames.at(-1)).toEqual({ text: 'size\nprice\nside\n', cursor: place });
	expect(unknown).toEqual([]);
	app.unmount();
});

test('passes nothing on that it does not know', () => {
	const { output, frames, unknown } = setUp(20, 5);

	output.stdout.write('\u001B[5;3Hmoved about');
	output.stdout.write('a\u001B[2Jb');

	expect(frames).toEqual([{ text: 'moved about', cursor: undefined }]);
	expect(unknown).toEqual(['a\u001B[2Jb']);
});

const colors = ['red', 'cyanBright', '#12ab9f', 'gray', 'ansi256(130)'] as const;

function randomTree(random: Random, depth: number): ReactNode {
	if (depth === 0 || random() < 0.35) {
		return (
			<Text
				wrap={random() < 0.5 ? 'truncate' : 'wrap'}
				bold={random() < 0.2}
				dimColor={random() < 0.2}
				inverse={random() < 0.2}
				underline={random() < 0.1}
				italic={random() < 0.1}
				{...(random() < 0.5 ? { color: pick(random, colors) } : {})}
				{...(random() < 0.2 ? { backgroundColor: pick(random, colors) } : {})}
			>
				{randomText(random, between(random, 0, 30))}
			</Text>
		);
	}

	return (
		<Box
			flexDirection={random() < 0.5 ? 'row' : 'column'}
			flexShrink={0}
			gap={between(random, 0, 2)}
			{...(random() < 0.3 ? { borderStyle: 'round' as const, borderColor: pick(random, colors) } : {})}
			{...(random() < 0.3 ? { width: between(random, 4, 50), overflow: 'hidden' as const } : {})}
			{...(random() < 0.2 ? { backgroundColor: pick(random, colors) } : {})}
			{...(random() < 0.1
				? { position: 'absolute' as const, left: between(random, 0, 20), top: between(random, 0, 5) }
				: {})}
		>
			{Array.from({ length: between(random, 1, 3) }, (_, index) => (
				<Box key={String(index)} flexShrink={0}>
					{randomTree(random, depth - 1)}
				</Box>
			))}
		</Box>
	);
}

const treeCount = Number(process.env.KCMON_FUZZ_TREES ?? 300);

test('reads every cell of random Ink trees as a terminal would show them', async () => {
	const random = createSeededRandom(8);
	const size = { columns: 70, rows: 24 };
	const { output, frames, raw, unknown } = setUp(size.columns, size.rows);
	const plainTheme = { ...themes.mono, name: 'plain' };
	const app = start(<Text>first</Text>, output.stdout);
	let wrong: string | undefined;
	let compared = 0;
	for (let tree = 0; tree < treeCount && wrong === undefined; tree++) {
		raw.length = 0;
		app.rerender(
			<Box width={size.columns} height={size.rows} flexShrink={0} overflow="hidden" flexDirection="column">
				{randomTree(random, 3)}
			</Box>,
		);
		await app.waitUntilRenderFlush();
		const text = (frames.at(-1)?.text ?? '').replace(/\n$/, '');
		// The oracle: a terminal to which the frame's text goes as Ink wrote it.
		const emulator = createTerminalEmulator(size.columns, size.rows);
		await emulator.write(`\u001B[?7l${text.replaceAll('\n', '\r\n')}`);
		const compositor = createCompositor({ size, theme: plainTheme, colorDepth: 'truecolor' });
		compositor.setBase(text, undefined);
		compositor.nextFrame();
		const found = firstWrongCell(emulator, compositor.picture());
		wrong = found === undefined ? undefined : `tree ${tree}, ${found}`;
		compared += 1;
		emulator.dispose();
	}

	app.unmount();
	expect(wrong).toBeUndefined();
	expect(compared).toBe(treeCount);
	expect(unknown).toEqual([]);
}, 60_000);
