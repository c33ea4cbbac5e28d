import { setFlagsFromString } from 'node:v8';

/** Where the flag is known to do this and nothing else. V8 complains on standard error of flags that it does not know. */
const knownVersions = /^1[23]\./;

/**
 * Keeps V8's space for young objects as small as it starts, for the rest of the process: on its own it grows eightfold with
 * what a start makes, never shrinks, and what then waits to be collected (the buffers of sockets most of all) takes 10 to 25 MB.
 * Collecting more often costs half a percent of a core. False where the version of V8 is not known.
 */
export function keepYoungHeapSmall(version: string = process.versions.v8): boolean {
	const isKnown = knownVersions.test(version);
	if (isKnown) {
		// Read whenever the space is about to grow, unlike its limits, which count at the start of the process only.
		setFlagsFromString('--semi-space-growth-factor=1');
	}

	return isKnown;
}
