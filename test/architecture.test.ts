import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { defects } from './museum/defects.js';

/**
 * Who may import whom. Rooms are listed from the core outward: imports point to rooms of the second column only.
 * A file of the root (cli.ts, index.ts) and app/ may import everything.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
	lib: [],
	model: ['lib'],
	market: ['model', 'lib'],
	trading: ['model', 'lib'],
	signals: ['market', 'model', 'lib'],
	store: ['signals', 'market', 'trading', 'model', 'lib'],
	journal: ['trading', 'model', 'lib'],
	engine: ['store', 'signals', 'market', 'trading', 'journal', 'model', 'lib'],
	connection: ['model', 'lib'],
	'exchange/kucoin': ['connection', 'market', 'trading', 'model', 'lib'],
	'exchange/replay': ['connection', 'market', 'trading', 'model', 'lib'],
	intake: ['connection', 'signals', 'model', 'lib'],
	platform: ['lib'],
	config: ['intake', 'lib'],
	ui: ['engine', 'store', 'model', 'lib'],
	simulator: ['model', 'lib'],
};

/** Packages and the places that may import them: a file, or a room with its trailing slash. */
const packagePlaces: Readonly<Record<string, readonly string[]>> = {
	ws: ['platform/socket.ts', 'simulator/loopback/'],
	got: ['platform/http.ts'],
	conf: ['config/settings.ts'],
	'big.js': ['lib/decimal.ts'],
	asciichart: ['ui/painters/'],
	ink: ['ui/'],
	react: ['ui/', 'app/'],
	chalk: ['ui/'],
	'string-width': ['ui/', 'lib/safe-text.ts', 'lib/format.ts'],
	pino: ['platform/logger.ts'],
	commander: ['cli.ts', 'app/'],
	'trading-signals': ['signals/bar-indicators.ts'],
	'prom-client': ['app/metrics.ts'],
	'hdr-histogram-js': ['app/', 'platform/', 'exchange/kucoin/'],
};

/** Node's own modules that only compute may be used anywhere; the rest is the machine. */
const pureNodeModules = new Set(['node:crypto', 'node:path', 'node:buffer', 'node:stream']);
const roomsWithMachine = ['platform/', 'simulator/loopback/', 'app/', 'cli.ts', 'config/'];

/** What reads the machine without an import. */
const bannedInPureRooms = [
	/\bDate\.now\b/,
	/\bnew Date\(\)/,
	/\bperformance\.now\b/,
	/\bMath\.random\b/,
	/\brandomUUID\b/,
	/(?<![.\w])setTimeout\(/,
	/(?<![.\w])setInterval\(/,
	/(?<![.\w])setImmediate\(/,
	/(?<![.\w])process\./,
];

const root = resolve(import.meta.dirname, '../source');

function listSources(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
		.map(entry => relative(root, join(entry.parentPath, entry.name)));
}

function withoutComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

function importsOf(text: string): { readonly name: string; readonly typeOnly: boolean }[] {
	const found: { name: string; typeOnly: boolean }[] = [];
	for (const match of text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\s+from\s+)?['"]([^'"]+)['"]/gm)) {
		found.push({ name: match[2]!, typeOnly: match[1] !== undefined });
	}

	for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) {
		found.push({ name: match[1]!, typeOnly: false });
	}

	return found;
}

function roomOf(file: string): string {
	const parts = file.split('/');
	if (parts.length === 1) {
		return 'root';
	}

	return parts[0] === 'exchange' ? `${parts[0]}/${parts[1]}` : parts[0]!;
}

const files = listSources(root).map(file => {
	const text = withoutComments(readFileSync(join(root, file), 'utf8'));
	return { file, room: roomOf(file), text, imports: importsOf(text) };
});

function targetOf(file: string, name: string): string {
	return relative(root, resolve(root, dirname(file), name)).replace(/\.js$/, '.ts');
}

test('the rule table knows every room', () => {
	const unknown = files.filter(({ room }) => room !== 'root' && room !== 'app' && mayImport[room] === undefined);

	expect(unknown.map(({ file }) => file)).toEqual([]);
	expect(files.length).toBeGreaterThan(50);
});

test('imports point down the layer table', () => {
	const wrong: string[] = [];
	for (const { file, room, imports } of files) {
		if (room === 'root' || room === 'app') {
			continue;
		}

		for (const { name, typeOnly } of imports) {
			if (!name.startsWith('.')) {
				continue;
			}

			const target = roomOf(targetOf(file, name));
			const typesOfVenue = room === 'simulator' && target === 'exchange/kucoin' && typeOnly;
			if (target !== room && !mayImport[room]!.includes(target) && !typesOfVenue) {
				wrong.push(`${file} imports ${name}`);
			}
		}
	}

	expect(wrong).toEqual([]);
});

test('only app/ loads the simulator, and only on demand', () => {
	const wrong = files
		.filter(({ room }) => room !== 'simulator')
		.filter(({ file, text, room }) => {
			const dynamic = /\bimport\(\s*['"][^'"]*simulator\//.test(text);
			const fixed = importsOf(text).some(
				({ name, typeOnly }) =>
					!typeOnly && name.startsWith('.') && targetOf(file, name).startsWith('simulator/') && !dynamic,
			);
			return fixed || (dynamic && room !== 'app' && room !== 'root');
		});

	expect(wrong.map(({ file }) => file)).toEqual([]);
});

test('a package is imported only where the table says', () => {
	const wrong: string[] = [];
	for (const { file, imports } of files) {
		for (const { name, typeOnly } of imports) {
			if (name.startsWith('.') || name.startsWith('node:') || typeOnly) {
				continue;
			}

			const packageName = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0]!;
			const places = packagePlaces[packageName];
			if (places === undefined) {
				wrong.push(`${file} imports ${name}, which the table does not know`);
			} else if (!places.some(place => file === place || (place.endsWith('/') && file.startsWith(place)))) {
				wrong.push(`${file} imports ${name}`);
			}
		}
	}

	expect(wrong).toEqual([]);
});

test('the machine is one room: no files, sockets, timers, clock or random elsewhere', () => {
	const wrong: string[] = [];
	for (const { file, text, imports } of files) {
		if (roomsWithMachine.some(place => file.startsWith(place))) {
			continue;
		}

		for (const { name, typeOnly } of imports) {
			if (name.startsWith('node:') && !pureNodeModules.has(name) && !typeOnly) {
				wrong.push(`${file} imports ${name}`);
			}
		}

		for (const banned of bannedInPureRooms) {
			if (banned.test(text)) {
				wrong.push(`${file} matches ${banned.source}`);
			}
		}
	}

	expect(wrong).toEqual([]);
});

test('there is no cycle of imports', () => {
	const edges = new Map(
		files.map(({ file, imports }) => [
			file,
			imports
				.filter(({ name, typeOnly }) => name.startsWith('.') && !typeOnly)
				.map(({ name }) => targetOf(file, name))
				.flatMap(target => [target, target.replace(/\.ts$/, '.tsx')]),
		]),
	);
	const done = new Set<string>();
	const cycles: string[] = [];
	const visit = (file: string, path: readonly string[]): void => {
		if (path.includes(file)) {
			cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
			return;
		}

		if (done.has(file) || !edges.has(file)) {
			return;
		}

		for (const target of edges.get(file)!) {
			visit(target, [...path, file]);
		}

		done.add(file);
	};
	for (const file of edges.keys()) {
		visit(file, []);
	}

	expect(cycles).toEqual([]);
});

test('what the museum plants stands in the source, each text once', () => {
	const misplaced = defects.filter(({ file, find }) => readFileSync(join(root, file), 'utf8').split(find).length !== 2);

	expect(misplaced.map(({ name, file }) => `${name} in source/${file}`)).toEqual([]);
});

test('a barrel exists only at the root', () => {
	const barrels = files.filter(({ file }) => file !== 'index.ts' && file.endsWith('/index.ts'));

	expect(barrels.map(({ file }) => file)).toEqual([]);
});
