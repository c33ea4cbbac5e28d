import type { Cancel } from '../lib/seams.js';

/** Hears what Node warns of, in place of standard error: that is the screen while one is up. The cancel gives it back. */
export function hearWarnings(listener: (text: string) => void): Cancel {
	const before = process.listeners('warning');
	const hear = ({ name, message }: Error): void => listener(`${name}: ${message}`);
	process.removeAllListeners('warning');
	process.on('warning', hear);
	return () => {
		process.off('warning', hear);
		for (const each of before) {
			process.on('warning', each);
		}
	};
}
