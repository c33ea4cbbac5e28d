import { join } from 'node:path';
import type { Files, Random } from '../lib/seams.js';
import { createInstance } from '../trading/client-oid.js';

const fileName = 'instance';
const pattern = /^[0-9A-HJKMNP-TV-Z]{4}$/;

/** The four characters by which orders of this data directory are known; undefined before its first order desk. */
export function readInstance(files: Pick<Files, 'read'>, folder: string): string | undefined {
	const text = files.read(join(folder, fileName))?.trim();
	return text !== undefined && pattern.test(text) ? text : undefined;
}

/** Reads them, or makes them once and for ever. Throws a `KcmonError` (`ERR_FILE`) where the folder cannot be written. */
export function openInstance(
	{ files, random }: { readonly files: Files; readonly random: Random },
	folder: string,
): string {
	const known = readInstance(files, folder);
	if (known !== undefined) {
		return known;
	}

	const instance = createInstance(random);
	files.makeFolder(folder);
	files.replace(join(folder, fileName), `${instance}\n`);
	return instance;
}
