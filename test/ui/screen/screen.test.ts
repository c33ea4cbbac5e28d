import { expect, test } from 'vitest';
import type { TerminalSize } from '../../../source/lib/tty.js';
import { createVirtualClock } from '../../../source/simulator/virtual/clock.js';
import type { Painted } from '../../../source/ui/painters/spans.js';
import type { Rectangle } from '../../../source/ui/screen/compositor.js';
import { createScreen, type Screen, type SurfaceEntry } from '../../../source/ui/screen/screen.js';
import { themes } from '../../../source/ui/theme/themes.js';
import { createTerminalEmulator } from '../../helpers/terminal-emulator.js';
import { createFakeTty } from './fake-tty.js';

function setUp({ columns = 20, rows = 4, fps = 10 } = {}) {
	const clock = createVirtualClock();
	const device = createFakeTty(columns, rows);
	const gone: string[] = [];
	const paintErrors: string[] = [];
	const screen = createScreen({
		clock,
		tty: device.tty,
		theme: themes.dark,
		colorDepth: 'truecolor',
		fps,
		onGone: reason => gone.push(reason),
		onPaintError: name => paintErrors.push(name),
	});
	const shown = async (size: TerminalSize = { columns, rows }): Promise<string[]> => {
		const emulator = createTerminalEmulator(size.columns, size.rows);
		await emulator.write(device.frames.join(''));
		return emulator.lines();
	};

	return { clock, device, screen, gone, paintErrors, shown };
}

function surface(name: string, place: Rectangle, paint: () => Painted, more: Partial<SurfaceEntry> = {}): SurfaceEntry {
	return { name, layer: 0, rate: () => 10, measure: () => place, paint, ...more };
}

const text = (value: string): Painted => [[{ text: value, token: 'text' }]];

const inkFrame = (screen: Screen, frame: string): void => {
	screen.inkOptions.stdout.write(frame);
};

test('shows the skeleton, then the frame of Ink with the surfaces in it', async () => {
	const { clock, screen, shown } = setUp();
	screen.start();
	screen.paintSkeleton([[{ text: 'loading', token: 'dim' }]]);
	expect((await shown())[0]).toBe('loading');

	screen.addSurface(surface('tape', { x: 6, y: 1, width: 5, height: 2 }, () => text('1234567')));
	inkFrame(screen, 'title\nleft  -----right\n');
	await clock.advance(0);

	expect(await shown()).toEqual(['title', 'left  12345right', '', '']);
});

test('lets Ink win inside an overlay, and a surface inside the overlay win over it', async () => {
	const { clock, screen, shown } = setUp();
	screen.start();
	screen.addSurface(
		surface('depth', { x: 0, y: 0, width: 20, height: 4 }, () => Array(4).fill(text('#'.repeat(20))[0])),
	);
	screen.addOverlay({ layer: 1, measure: () => ({ x: 4, y: 1, width: 8, height: 2 }) });
	screen.addSurface(surface('line', { x: 5, y: 2, width: 3, height: 1 }, () => text('abc'), { layer: 1 }));
	inkFrame(screen, `\n${' '.repeat(4)}[dialog]\n${' '.repeat(4)}[      ]\n`);
	await clock.advance(0);

	expect(await shown()).toEqual(['#'.repeat(20), '####[dialog]########', '####[abc   ]########', '#'.repeat(20)]);
});

test('paints each surface at its own rate', async () => {
	const { clock, screen } = setUp({ fps: 10 });
	const counts = { fast: 0, slow: 0 };
	const place = { x: 0, y: 0, width: 5, height: 1 };
	screen.addSurface(surface('fast', place, () => text(String(counts.fast++))));
	screen.addSurface(surface('slow', place, () => text(String(counts.slow++)), { rate: () => 2 }));
	screen.start();

	await clock.advance(5000);

	expect(counts.fast).toBeGreaterThanOrEqual(49);
	expect(counts.fast).toBeLessThanOrEqual(52);
	expect(counts.slow).toBeGreaterThanOrEqual(9);
	expect(counts.slow).toBeLessThanOrEqual(12);
});

test('paints at once when told, and an invalidated surface in the next frame', async () => {
	const { clock, device, screen } = setUp({ fps: 10 });
	let value = 'old';
	let slowPaints = 0;
	const place = { x: 0, y: 0, width: 5, height: 1 };
	screen.addSurface(surface('order-line', place, () => text(value)));
	screen.addSurface(surface('slow', { ...place, y: 1 }, () => text(String(slowPaints++)), { rate: () => 0.01 }));
	screen.start();
	const before = device.frames.length;

	value = 'new';
	screen.paintNow();
	expect(device.frames.length).toBe(before + 1);

	const paintsBefore = slowPaints;
	screen.invalidate('slow');
	expect(slowPaints).toBe(paintsBefore);
	await clock.advance(100);
	expect(slowPaints).toBe(paintsBefore + 1);
});

test('writes nothing while nothing changes, and never clears the screen', async () => {
	const { clock, device, screen } = setUp();
	screen.addSurface(surface('still', { x: 0, y: 0, width: 5, height: 1 }, () => text('same')));
	screen.start();
	await clock.advance(100);
	const before = device.frames.length;

	await clock.advance(3000);

	expect(device.frames.length).toBe(before);
	expect(device.frames.join('')).not.toMatch(/\u001B\[\d*[JK]/);
});

test('drops frames while the terminal does not read, and shows the newest afterwards', async () => {
	const { clock, device, screen, shown } = setUp({ fps: 10 });
	let value = 0;
	screen.addSurface(surface('count', { x: 0, y: 0, width: 8, height: 1 }, () => text(`n=${value}`)));
	screen.start();
	await clock.advance(100);
	device.stopReading();
	const framesBefore = device.frames.length;
	for (let index = 0; index < 20; index++) {
		value += 1;
		await clock.advance(100);
	}

	expect(device.frames.length).toBe(framesBefore);
	expect(screen.stats().dropped).toBeGreaterThanOrEqual(18);

	device.startReading();
	expect(device.frames.length).toBe(framesBefore + 2);
	expect((await shown())[0]).toBe('n=20');
});

test('answers a storm of resizes once in 50 ms with one full repaint', async () => {
	const { clock, device, screen, shown } = setUp({ fps: 1 });
	const told: TerminalSize[] = [];
	screen.onResize(size => told.push(size));
	screen.addSurface(surface('row', { x: 0, y: 0, width: 40, height: 1 }, () => text('x'.repeat(40))));
	screen.start();
	await clock.advance(0);
	const before = device.frames.length;
	for (let index = 0; index < 40; index++) {
		device.resize(21 + (index % 10), 5);
		await clock.advance(1);
	}

	device.resize(30, 6);
	screen.paintNow();
	expect(device.frames.length).toBe(before);
	await clock.advance(50);

	expect(told).toEqual([{ columns: 30, rows: 6 }]);
	expect(device.frames.length).toBe(before + 1);
	expect(screen.inkOptions.stdout.columns).toBe(30);
	device.frames.splice(0, before);
	expect((await shown({ columns: 30, rows: 6 }))[0]).toBe('x'.repeat(30));
});

test('takes 80×24 where the terminal reports 0×0', () => {
	const { screen } = setUp({ columns: 0, rows: 0 });

	expect(screen.size()).toEqual({ columns: 80, rows: 24 });
	expect(screen.inkOptions.stdout.columns).toBe(80);
});

test('gives the terminal back exactly once, with every mode off', () => {
	const { device, screen } = setUp();
	screen.start();

	screen.stop();
	screen.stop();

	expect(device.last).toEqual(['\u001B[?2026l\u001B[m\u001B[?2004l\u001B[?7h\u001B[?25h\u001B[?1049l']);
	expect(device.listenerCount()).toBe(0);
});

test('leaves a terminal alone that it never took', () => {
	const { device, screen } = setUp();

	screen.stop();

	expect(device.last).toEqual([]);
});

test('gives the terminal back on a stop, and takes it again with a full picture when continued', async () => {
	const { clock, device, screen } = setUp();
	screen.addSurface(surface('row', { x: 0, y: 0, width: 5, height: 1 }, () => text('hello')));
	screen.start();
	await clock.advance(100);

	device.requestStop();

	expect(device.stops()).toBe(1);
	expect(device.last).toHaveLength(1);
	expect(device.frames.at(-1)).toContain('\u001B[?1049h');
	expect(device.frames.at(-1)).toContain('hello');
});

test('repaints after a continue that no stop of ours preceded', async () => {
	const { clock, device, screen } = setUp();
	screen.addSurface(surface('row', { x: 0, y: 0, width: 5, height: 1 }, () => text('hello')));
	screen.start();
	await clock.advance(100);

	device.proceed();

	expect(device.last).toHaveLength(0);
	expect(device.frames.at(-1)).toContain('\u001B[?1049h');
	expect(device.frames.at(-1)).toContain('hello');
});

test('stops drawing and says so when the terminal is gone', async () => {
	const { clock, device, screen, gone } = setUp();
	let paints = 0;
	screen.addSurface(surface('row', { x: 0, y: 0, width: 5, height: 1 }, () => text(String(paints++))));
	screen.start();
	await clock.advance(100);

	device.vanish('EIO');
	const before = paints;
	await clock.advance(5000);

	expect(gone).toEqual(['EIO']);
	expect(paints).toBe(before);
	expect(clock.pending()).toBe(0);
});

test('says in its place that a surface cannot be drawn, and draws the others', async () => {
	const { clock, screen, shown, paintErrors } = setUp({ columns: 30 });
	screen.addSurface(
		surface('bad', { x: 0, y: 0, width: 30, height: 1 }, () => {
			throw new Error('broken painter');
		}),
	);
	screen.addSurface(surface('good', { x: 0, y: 1, width: 5, height: 1 }, () => text('fine')));
	screen.start();
	await clock.advance(0);

	expect((await shown({ columns: 30, rows: 4 })).slice(0, 2)).toEqual(['bad: cannot be drawn', 'fine']);
	expect(paintErrors).toContain('bad');
});

test('repaints in the colors of another theme', async () => {
	const { clock, device, screen } = setUp();
	screen.addSurface(surface('row', { x: 0, y: 0, width: 5, height: 1 }, () => [[{ text: 'buy', token: 'bid' }]]));
	screen.start();
	await clock.advance(100);

	screen.setTheme(themes.light);

	const emulator = createTerminalEmulator(20, 4);
	await emulator.write(device.frames.join(''));
	expect(emulator.cellAt(0, 0).foreground).toBe(themes.light.tokens.bid.foreground);
	expect(emulator.cellAt(0, 0).background).toBe(themes.light.background);
	expect(emulator.cellAt(15, 3).background).toBe(themes.light.background);
});

test('an alert goes behind the frame, once, and waits for a terminal that does not read', async () => {
	const { clock, device, screen, shown } = setUp();
	screen.start();
	screen.addSurface(surface('tape', { x: 0, y: 0, width: 5, height: 1 }, () => text('12345')));
	inkFrame(screen, '');
	await clock.advance(500);
	const bell = '\u0007\u001B]9;kcmon: up\u001B\\';

	screen.alert(bell);
	await clock.advance(500);

	const all = device.frames.join('');
	expect(all.split(bell)).toHaveLength(2);
	expect((await shown())[0]).toBe('12345');
	// Outside the marks of a synchronized update, so that no terminal holds it back or cuts a frame with it.
	const before = all.slice(0, all.indexOf(bell));
	expect(before.lastIndexOf('\u001B[?2026l')).toBeGreaterThanOrEqual(before.lastIndexOf('\u001B[?2026h'));
});
