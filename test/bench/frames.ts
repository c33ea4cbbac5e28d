import { loadTextWidth } from '../../source/ui/text-width.js';
import { openBusyDesk } from '../ui/busy-desk.js';

/**
 * The dashboard's frames without a process around them, for profiles: `node --cpu-prof` on a bundle of this file.
 * Arguments: SECONDS of the desk's own time, MESSAGES a second. Prints CPU a frame, bytes a frame and bytes a second.
 */
const [seconds = 120, rate = 1000] = process.argv.slice(2).map(Number);
await loadTextWidth();
const desk = await openBusyDesk();
desk.run(10, rate);
const before = {
	...desk.screen.stats(),
	cpu: process.cpuUsage(),
	bytes: Buffer.byteLength(desk.device.frames.join('')),
};
desk.run(seconds, rate);
const { user, system } = process.cpuUsage(before.cpu);
const frames = desk.screen.stats().frames - before.frames;
const bytes = Buffer.byteLength(desk.device.frames.join('')) - before.bytes;
process.stdout.write(
	`${JSON.stringify({
		frames,
		cpuMsPerFrame: (user + system) / 1000 / frames,
		bytesPerFrame: Math.round(bytes / frames),
		bytesPerSecond: Math.round(bytes / seconds),
	})}\n`,
	() => process.exit(0),
);
