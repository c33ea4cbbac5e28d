import { KcmonError } from '../../lib/errors.js';
import { joinPieces } from '../../lib/pieces.js';
import type { Files, Random } from '../../lib/seams.js';

export type DiskTrouble = 'none' | 'append' | 'torn-append' | 'sync' | 'replace' | 'replace-after-rename';

/** Files in memory, with the troubles of a disk, and a memory of what was made durable. */
export type VirtualDisk = Files & {
	readonly content: Map<string, string>;
	/** Every change in order: `append NAME sync`, `append NAME`, `replace NAME`, `remove NAME`. */
	readonly calls: string[];
	/** What fails from now on, and how often; for good when `times` is left out. */
	readonly fail: (trouble: DiskTrouble | readonly DiskTrouble[], times?: number) => void;
	/** Leaves so many bytes free; undefined = as many as anybody wants. Whoever removes a file gets its room. */
	readonly setRoom: (bytes: number | undefined) => void;
	readonly hasRoom: (bytes: number) => boolean;
	/** What a power cut would leave of a file for certain: what was synced. */
	readonly durableText: (path: string) => string;
	readonly durable: () => Map<string, string>;
	/** What was not synced is gone, but for as much of its beginning as the disk happened to write. */
	readonly cutPower: (random: Random) => void;
};

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

export function createVirtualDisk(): VirtualDisk {
	const content = new Map<string, string>();
	const durable = new Map<string, string>();
	const calls: string[] = [];
	let troubles: readonly DiskTrouble[] = [];
	let timesLeft = Number.POSITIVE_INFINITY;
	let room = Number.POSITIVE_INFINITY;

	const isTroubled = (trouble: DiskTrouble): boolean => {
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
		durableText: path => durable.get(path) ?? '',
		fail: (trouble, times) => {
			troubles = typeof trouble === 'string' ? [trouble] : trouble;
			timesLeft = times ?? Number.POSITIVE_INFINITY;
		},
		setRoom: bytes => {
			room = bytes ?? Number.POSITIVE_INFINITY;
		},
		hasRoom: bytes => bytes <= room,
		cutPower: random => {
			for (const [path, text] of content) {
				const safe = durable.get(path);
				if (safe === undefined) {
					content.delete(path);
				} else if (text.startsWith(safe)) {
					const kept =
						safe + text.slice(safe.length, safe.length + Math.floor(random() * (text.length - safe.length + 1)));
					content.set(path, kept);
					durable.set(path, kept);
				} else {
					content.set(path, safe);
				}
			}
		},
		read: path => content.get(path),
		replace: (path, pieces) => {
			const text = joinPieces(pieces);
			const before = content.get(path)?.length ?? 0;
			if (isTroubled('replace') || text.length > room) {
				refuse('replace', path, 'ENOSPC');
			}

			calls.push(`replace ${nameOf(path)}`);
			room += before - text.length;
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

			const before = content.get(path) ?? '';
			const isTorn = isTroubled('torn-append');
			if (isTorn || text.length > room) {
				const fits = isTorn ? Math.floor(text.length / 2) : room;
				room -= fits;
				content.set(path, before + text.slice(0, fits));
				refuse('append to', path, 'ENOSPC');
			}

			room -= text.length;
			content.set(path, before + text);
			calls.push(`append ${nameOf(path)}${sync ? ' sync' : ''}`);
			if (sync && isTroubled('sync')) {
				refuse('append to', path, 'EIO');
			}

			if (sync) {
				durable.set(path, before + text);
			}
		},
		list: folder =>
			[...content.keys()]
				.filter(path => path.startsWith(`${folder}/`))
				.map(nameOf)
				.sort(),
		remove: path => {
			calls.push(`remove ${nameOf(path)}`);
			room += content.get(path)?.length ?? 0;
			content.delete(path);
			durable.delete(path);
		},
		makeFolder: () => {},
	};
}
