import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

/** Where a picture comes from: what is drawn and where, from which views of the store, by which scene, as which SVG. */
const entries = [
	'source/ui/app.tsx',
	'source/ui/layouts.ts',
	'source/ui/surfaces.ts',
	'source/ui/skeleton.ts',
	'source/ui/view-source.ts',
	'source/ui/ticket/ticket-desk.ts',
	'source/ui/screen/screen.ts',
	'scripts/pictures/scenes.ts',
	'scripts/pictures/svg.ts',
];

/**
 * Every source that decides how the screen in a picture looks: the entries and what they import, without packages. Sorted. The
 * market that it shows is another matter.
 */
export async function sourcesOfPictures(): Promise<readonly string[]> {
	const { metafile } = await build({
		entryPoints: entries.map(path => resolve(path)),
		bundle: true,
		write: false,
		metafile: true,
		packages: 'external',
		platform: 'node',
		format: 'esm',
		outdir: 'nowhere',
		logLevel: 'silent',
	});
	return Object.keys(metafile.inputs).sort();
}

/** SHA-256 of those sources: pictures made with another one may show another screen. */
export async function digestOfPictures(): Promise<string> {
	const hash = createHash('sha256');
	for (const path of await sourcesOfPictures()) {
		hash.update(`${path}\n`);
		hash.update(readFileSync(path));
	}

	return hash.digest('hex');
}
