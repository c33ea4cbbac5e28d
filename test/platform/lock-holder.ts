import { acquireLock } from '../../source/platform/lock.js';

// A process that takes the lock of a folder, says what it found, and stays until its input ends.
const [folder = '', by] = process.argv.slice(2);
const lock = await acquireLock(folder, by === 'file' || by === 'socket' ? { by } : {});
process.stdout.write(`${JSON.stringify(lock.held ? { held: true } : lock)}\n`);
process.stdin.resume();
process.stdin.on('end', () => {
	if (lock.held) {
		lock.release();
	}

	process.exit();
});
