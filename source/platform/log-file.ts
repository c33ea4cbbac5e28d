import { closeSync, constants, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

export type LogFile = {
	/** Never throws; a line that cannot be written is counted and dropped. */
	readonly write: (line: string) => void;
	readonly dropped: () => number;
	readonly close: () => void;
};

export type LogFileOptions = {
	readonly path: string;
	/** A segment that reaches this is set aside as `path.1`, `path.2`, … */
	readonly maxBytes: number;
	/** Segments kept, the current one among them. */
	readonly segments: number;
};

const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);

/** A file of lines that never grows beyond `maxBytes × segments`. Mode 0600; never follows a link. */
export function createLogFile({ path, maxBytes, segments }: LogFileOptions): LogFile {
	let file: number | undefined;
	let size = 0;
	let dropped = 0;

	const close = () => {
		if (file !== undefined) {
			closeSync(file);
			file = undefined;
		}
	};

	const open = (): number => {
		if (file === undefined) {
			file = openSync(path, flags, 0o600);
			size = fstatSync(file).size;
		}

		return file;
	};

	const rotate = () => {
		close();
		rmSync(`${path}.${segments - 1}`, { force: true });
		for (let segment = segments - 2; segment >= 1; segment--) {
			renameIfThere(`${path}.${segment}`, `${path}.${segment + 1}`);
		}

		if (segments > 1) {
			renameIfThere(path, `${path}.1`);
		} else {
			rmSync(path, { force: true });
		}
	};

	return {
		write: line => {
			try {
				const bytes = Buffer.from(line, 'utf8');
				open();
				if (size > 0 && size + bytes.length > maxBytes) {
					rotate();
				}

				// Counted before the write: when the disk is full, a part may be there already.
				const target = open();
				size += bytes.length;
				writeSync(target, bytes);
			} catch {
				dropped++;
			}
		},
		dropped: () => dropped,
		close: () => {
			try {
				close();
			} catch {
				file = undefined;
			}
		},
	};
}

function renameIfThere(from: string, to: string): void {
	try {
		renameSync(from, to);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
			throw error;
		}
	}
}
