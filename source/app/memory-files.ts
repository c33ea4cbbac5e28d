import { basename, dirname } from 'node:path';
import { joinPieces } from '../lib/pieces.js';
import type { Files } from '../lib/seams.js';

/** Files that are gone with the process: for what must leave no trace. */
export function createMemoryFiles(): Files {
	const content = new Map<string, string>();
	return {
		read: path => content.get(path),
		replace: (path, text) => {
			content.set(path, joinPieces(text));
		},
		append: (path, text) => {
			content.set(path, (content.get(path) ?? '') + text);
		},
		list: folder =>
			[...content.keys()]
				.filter(path => dirname(path) === folder)
				.map(path => basename(path))
				.sort(),
		remove: path => {
			content.delete(path);
		},
		makeFolder: () => {},
	};
}
