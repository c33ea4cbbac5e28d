import { join } from 'node:path';
import { isKcmonError } from '../lib/errors.js';
import type { Files } from '../lib/seams.js';

/** Whether the tour was taken with this data directory, so that it is offered no more. Where that cannot be kept, it is offered. */
export function createTourMark(
	files: Files,
	folder: string,
): { readonly isTaken: () => boolean; readonly set: () => void } {
	const path = join(folder, 'tour-taken');
	const attempt = <Value>(work: () => Value): Value | undefined => {
		try {
			return work();
		} catch (error) {
			if (!isKcmonError(error)) {
				throw error;
			}

			return undefined;
		}
	};

	return {
		isTaken: () => attempt(() => files.read(path)) !== undefined,
		set: () => {
			attempt(() => {
				files.makeFolder(folder);
				files.replace(path, '');
			});
		},
	};
}
