import { spawnSync } from 'node:child_process';
import { KcmonError } from '../lib/errors.js';
import { modesOff } from '../ui/terminal.js';
import type { AppIo } from './io.js';

/**
 * `kcmon reset-term`: gives back a terminal that a kcmon left behind when it was killed with SIGKILL, which no program can
 * hear: main screen, cursor, wrapping, pastes, and the line mode of the keyboard by `stty sane`.
 */
export function resetTerm(io: AppIo): number {
	if (!io.stdoutIsTty) {
		throw new KcmonError('Standard output is no terminal', { code: 'ERR_NO_TERMINAL' });
	}

	io.stdout(modesOff);
	// Node itself can only go back to what it found, which is the raw mode of the one that died.
	const { error, status } = spawnSync('stty', ['sane'], { stdio: ['inherit', 'ignore', 'ignore'] });
	if (error !== undefined || status !== 0) {
		throw new KcmonError('The screen is back; the keyboard could not be: stty failed', {
			code: 'ERR_STTY',
			hint: 'Type: stty sane, then Ctrl+J',
		});
	}

	return 0;
}
