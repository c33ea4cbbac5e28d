import { type BoundedSet, createBoundedSet } from '../lib/bounded-set.js';
import { KcmonError } from '../lib/errors.js';
import { encodeNdjsonLine, parseNdjsonLine } from '../lib/ndjson.js';
import type { Clock, Files } from '../lib/seams.js';

/** What makes a signal, or one delivery of signals, a repeat of another: an id within its source. */
export type SeenId = { readonly source: string; readonly kind: 'event' | 'delivery'; readonly id: string };

/** The ids that came lately, over all adapters and all runs. */
export type SignalIds = {
	readonly has: (id: SeenId) => boolean;
	/**
	 * Keeps them. With `sync` they are on the disk when it returns, and it throws a `KcmonError` (`ERR_FILE`) when they are
	 * not; else it never throws.
	 */
	readonly remember: (ids: readonly SeenId[], options: { readonly sync: boolean }) => void;
};

export type SignalIdsFile = {
	/** In a folder that exists, e.g. `<data-dir>/signal-ids.ndjson`. */
	readonly path: string;
	readonly files: Pick<Files, 'read' | 'append' | 'replace'>;
	/** Hears, once, that the file cannot be written. */
	readonly log: (text: string) => void;
};

/** Longer than any window in which a sender tries again or a post passes as fresh. */
export const retainedMs = 7 * 24 * 3_600_000;
const idsOfSource = 50_000;
const compactAfterLines = 100_000;

const linePattern =
	/^\{"at":(\d{1,16}),"source":"([^"\\]{1,32})","kind":"(?:event|delivery)","id":"(?:[^"\\]|\\.)*"\}$/;

/**
 * Creates the memory of ids: of each source at least the newest 50,000 of the last seven days. With a file, ids are
 * appended to it as lines of NDJSON `{"at","source","kind","id"}`, and what is too old is taken out at the start and
 * after each 100,000 lines. A torn last line is passed over.
 */
export function createSignalIds(clock: Clock, file?: SignalIdsFile): SignalIds {
	const bySource = new Map<string, BoundedSet<string>>();
	let lines = 0;
	let isTorn = false;
	let hasSaid = false;

	const add = ({ source, kind, id }: SeenId): void => {
		let ids = bySource.get(source);
		if (ids === undefined) {
			ids = createBoundedSet(idsOfSource);
			bySource.set(source, ids);
		}

		ids.add(`${kind}\n${id}`);
	};

	/**
	 * Takes out what is too old, and returns the lines that stay. Reads the file again rather than writing what is in
	 * memory: another run may append to it as well.
	 */
	const compact = ({ path, files }: SignalIdsFile): readonly string[] => {
		const text = files.read(path) ?? '';
		const all = text.split('\n');
		const kept = youngOf(all, clock.wallNow());
		isTorn = text !== '' && !text.endsWith('\n');
		if (kept.length < all.length - 1) {
			files.replace(path, kept.map(line => `${line}\n`).join(''));
			isTorn = false;
		}

		lines = 0;
		return kept;
	};

	const guard = (run: () => void): void => {
		try {
			run();
		} catch (error) {
			if (!hasSaid) {
				hasSaid = true;
				const reason = error instanceof KcmonError ? error.message : 'unknown error';
				file?.log(`signals seen now may count again after a restart: ${reason}`);
			}
		}
	};

	const append = (ids: readonly SeenId[], sync: boolean): void => {
		if (file === undefined) {
			return;
		}

		const at = Math.floor(clock.wallNow());
		const text = ids.map(({ source, kind, id }) => encodeNdjsonLine({ at, source, kind, id })).join('');
		file.files.append(file.path, isTorn ? `\n${text}` : text, { sync });
		isTorn = false;
		lines += ids.length;
		if (lines >= compactAfterLines) {
			guard(() => compact(file));
		}
	};

	guard(() => {
		for (const line of file === undefined ? [] : compact(file)) {
			const read = parseNdjsonLine(line);
			if (read.ok) {
				add(read.value as SeenId);
			}
		}
	});

	return {
		has: ({ source, kind, id }) => bySource.get(source)?.has(`${kind}\n${id}`) === true,
		remember: (ids, { sync }) => {
			if (sync) {
				append(ids, true);
			} else {
				guard(() => append(ids, false));
			}

			for (const id of ids) {
				add(id);
			}
		},
	};
}

/**
 * The lines of the last seven days, of each source the newest. They are looked at, not parsed: this may happen while the
 * market is watched. Stamps from the future are kept: the clock may have been wrong, and a repeat is worse than a line.
 */
function youngOf(all: readonly string[], now: number): readonly string[] {
	const counts = new Map<string, number>();
	const kept: string[] = [];
	for (let index = all.length - 1; index >= 0; index--) {
		const line = all[index]!;
		const match = linePattern.exec(line);
		if (match === null || now - Number(match[1]) > retainedMs) {
			continue;
		}

		const source = match[2]!;
		const count = (counts.get(source) ?? 0) + 1;
		counts.set(source, count);
		if (count <= idsOfSource) {
			kept.push(line);
		}
	}

	return kept.reverse();
}
