import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { openBusyDesk } from './busy-desk.js';

let desk: Awaited<ReturnType<typeof openBusyDesk>> | undefined;

afterEach(() => {
	desk?.close();
	desk = undefined;
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of the frames of ten seconds at 150×45, after two to fill the screen. The load, and so every byte, is the same each time. */
async function measureBytes(
	messagesPerSecond: number,
	options: { readonly bandwidth?: 'on'; readonly everyPane?: boolean } = {},
) {
	desk = await openBusyDesk(options.bandwidth === undefined ? {} : { bandwidth: options.bandwidth });
	const { device, screen, clock, dashboard } = desk;
	if (options.everyPane === true) {
		clock.every(1000 / 15, () => {
			for (const name of Object.keys(dashboard.surfaces)) {
				screen.invalidate(name);
			}
		});
	}

	desk.run(2, messagesPerSecond);
	device.frames.length = 0;
	desk.run(10, messagesPerSecond);
	const text = device.frames.join('');
	const bytes = Buffer.byteLength(text);
	return {
		text,
		frames: device.frames.length,
		bytesPerFrame: bytes / device.frames.length,
		bytesPerSecond: bytes / 10,
	};
}

test('writes at most 1.5 kB a frame and 25 kB a second at 1,000 updates a second, and clears nothing', async () => {
	const { text, frames, bytesPerFrame, bytesPerSecond } = await measureBytes(1000);

	// A screen that draws nothing would keep every bound below.
	expect(frames).toBeGreaterThan(100);
	expect(bytesPerFrame).toBeLessThan(1500);
	expect(bytesPerSecond).toBeLessThan(25_000);
	expect(text).not.toMatch(/\u001B\[\d*[JK]/);
});

test('writes at most 16 kB a second at 200 updates a second', async () => {
	const { frames, bytesPerSecond } = await measureBytes(200);

	expect(frames).toBeGreaterThan(100);
	expect(bytesPerSecond).toBeLessThan(16_000);
});

test('writes at most 4.5 kB a frame with every pane in every frame', async () => {
	const { frames, bytesPerFrame } = await measureBytes(1000, { everyPane: true });

	expect(frames).toBeGreaterThan(140);
	expect(bytesPerFrame).toBeLessThan(4500);
});

test('writes at most 4 kB a second with --low-bandwidth', async () => {
	const { frames, bytesPerSecond } = await measureBytes(1000, { bandwidth: 'on' });

	expect(frames).toBeGreaterThan(9);
	expect(bytesPerSecond).toBeLessThan(4000);
});

test('keeps nothing of the frames that are gone, and makes no more garbage a frame than before', async () => {
	desk = await openBusyDesk();
	const { clock, screen, device } = desk;
	desk.run(2, 1000);
	// No news any more: what grows from here on is the screen's. Ages go on, so there are frames to write.
	const drawFrames = (count: number): number => {
		let allocated = 0;
		for (let index = 0; index < count; index += 1) {
			const before = process.memoryUsage().heapUsed;
			clock.advanceSync(67);
			screen.paintNow();
			device.frames.length = 0;
			allocated += Math.max(0, process.memoryUsage().heapUsed - before);
		}

		return allocated / count;
	};
	const heapAfter = (): number => {
		collectGarbage();
		return process.memoryUsage().heapUsed;
	};
	// The engine's own learning is over after this.
	drawFrames(1500);
	const heap = heapAfter();
	const early = drawFrames(300);
	drawFrames(1500);
	const late = drawFrames(300);

	expect(screen.stats().frames).toBeGreaterThan(300);
	expect(early).toBeGreaterThan(0);
	expect(late).toBeLessThan(early * 1.5);
	expect(heapAfter() - heap).toBeLessThan(500_000);
});
