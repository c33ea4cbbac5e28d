import { KcmonError } from '../../source/lib/errors.js';
import type { Files } from '../../source/lib/seams.js';

export type Trouble = 'none' | 'append' | 'torn-append' | 'sync' | 'replace' | 'replace-after-rename';

export type FakeFiles = Files & {
	readonly content: Map<string, string>;
	/** Every change in order: `append NAME sync`, `append NAME`, `replace NAME`, `remove NAME`. */
	readonly calls: string[];
	/** What fails from now on, and how often; for good when `times` is left out. */
	readonly fail: (trouble: Trouble | readonly Trouble[], times?: number) => void;
	/** What a power cut would leave: what was synced. */
	readonly durable: () => Map<string, string>;
};

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Files in memory, with the troubles of a disk, and a memory of what was made durable. */
export function createFakeFiles(): FakeFiles {
	const content = new Map<string, string>();
	const durable = new Map<string, string>();
	const calls: string[] = [];
	let troubles: readonly Trouble[] = [];
	let timesLeft = Number.POSITIVE_INFINITY;

	const isTroubled = (trouble: Trouble): boolean => {
		if (!troubles.includes(trouble) || timesLeft <= 0) {
			return false;
		}

		timesLeft -= 1;
		return true;
	};

	const refuse = (verb: string, path: string, code: string): never => {
		throw new KcmonError(`Could not ${verb} ${path}: ${code}`, { code: 'ERR_FILE' });
	};

	return {
		content,
		calls,
		durable: () => new Map(durable),
		fail: (trouble, times) => {
			troubles = typeof trouble === 'string' ? [trouble] : trouble;
			timesLeft = times ?? Number.POSITIVE_INFINITY;
		},
		read: path => content.get(path),
		replace: (path, text) => {
			if (isTroubled('replace')) {
				refuse('replace', path, 'ENOSPC');
			}

			calls.push(`replace ${nameOf(path)}`);
			content.set(path, text);
			if (isTroubled('replace-after-rename')) {
				refuse('replace', path, 'EIO');
			}

			durable.set(path, text);
		},
		append: (path, text, { sync }) => {
			if (isTroubled('append')) {
				refuse('append to', path, 'ENOSPC');
			}

			if (isTroubled('torn-append')) {
				content.set(path, (content.get(path) ?? '') + text.slice(0, Math.floor(text.length / 2)));
				refuse('append to', path, 'ENOSPC');
			}

			content.set(path, (content.get(path) ?? '') + text);
			calls.push(`append ${nameOf(path)}${sync ? ' sync' : ''}`);
			if (sync && isTroubled('sync')) {
				refuse('append to', path, 'EIO');
			}

			if (sync) {
				durable.set(path, content.get(path) ?? '');
			}
		},
		list: folder =>
			[...content.keys()]
				.filter(path => path.startsWith(`${folder}/`))
				.map(nameOf)
				.sort(),
		remove: path => {
			calls.push(`remove ${nameOf(path)}`);
			content.delete(path);
			durable.delete(path);
		},
		makeFolder: () => {},
	};
}
