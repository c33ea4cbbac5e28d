import {
	chmodSync,
	closeSync,
	constants,
	fstatSync,
	mkdirSync,
	openSync,
	readFileSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describeUnknownKey, type FileSetting, parseSettings, problemOf, SettingsError } from './check-settings.js';
import { parseJsonLines, plainValue } from './json-lines.js';
import { isSettingKey, type SettingKey, type SettingValue, type SettingValues, settingOf } from './schema.js';

/** The settings that are in force: the file's, else the defaults. */
export type Settings = {
	readonly file: string;
	readonly get: <Key extends SettingKey>(key: Key) => SettingValues[Key];
	/** The line that sets a key; undefined: the default stands. */
	readonly lineOf: (key: SettingKey) => number | undefined;
};

export const settingsPath = (dataDir: string): string => join(dataDir, 'settings.json');

/** Another text whenever the file is another: by its number, time and size. Empty without one. */
export function settingsStamp(dataDir: string): string {
	const stat = statSync(settingsPath(dataDir), { throwIfNoEntry: false });
	return stat === undefined ? '' : `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
}

/** The last file that was read without fault. */
export const settingsBackupPath = (dataDir: string): string => join(dataDir, 'settings.json.bak');

const maxFileBytes = 1_048_576;

/** Reads and checks `settings.json` of a data directory; without one, everything is the default. Throws a `SettingsError`. */
export function loadSettings(dataDir: string): Settings {
	const file = settingsPath(dataDir);
	const text = readOwnFile(file);
	const settings = settingsOf(text, file);
	if (text !== undefined) {
		keepLastGood(dataDir, text);
	}

	return settings;
}

/**
 * For what must work whatever is in the file, such as a kill: the file's, else those of the last file without fault, else
 * the defaults. `problem` says what is wrong with the file.
 */
export function loadSettingsAnyway(dataDir: string): { readonly settings: Settings; readonly problem?: SettingsError } {
	try {
		return { settings: loadSettings(dataDir) };
	} catch (error) {
		if (!(error instanceof SettingsError)) {
			throw error;
		}

		const backup = settingsBackupPath(dataDir);
		try {
			return { settings: settingsOf(readOwnFile(backup), backup), problem: error };
		} catch {
			return { settings: settingsOf(undefined, backup), problem: error };
		}
	}
}

function settingsOf(text: string | undefined, file: string): Settings {
	const found: ReadonlyMap<SettingKey, FileSetting> = text === undefined ? new Map() : parseSettings(text, file);
	return {
		file,
		get: <Key extends SettingKey>(key: Key) => (found.get(key)?.value ?? settingOf(key).default) as SettingValues[Key],
		lineOf: key => found.get(key)?.line,
	};
}

/**
 * Writes one setting, given as text: JSON, or bare words where the setting is a text, or words separated by commas where
 * it is a list. Everything else in the file stays. Throws a `SettingsError`, also when the rest of the file is wrong.
 */
export async function writeSetting(dataDir: string, key: string, text: string): Promise<SettingValue> {
	if (!isSettingKey(key)) {
		throw new SettingsError(`Unknown setting ${JSON.stringify(key)}`, describeUnknownKey(key));
	}

	const value = readValue(key, text);
	const problem = problemOf(settingOf(key), value);
	if (problem !== undefined) {
		const was = typeof value === 'number' ? text : JSON.stringify(value);
		throw new SettingsError(`${key} was ${was}, expected ${problem}`, `kcmon config schema says what every key allows`);
	}

	const file = settingsPath(dataDir);
	const former = readOwnFile(file);
	const next = withSetting(former === undefined ? {} : readObject(former, file), key, value);
	parseSettings(JSON.stringify(next, undefined, '\t'), file);

	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	// Only who writes settings pays for the import: 70 ms of it.
	const { default: Conf } = await import('conf');
	const store = new Conf<Record<string, unknown>>({
		projectName: 'kcmon',
		cwd: dataDir,
		configName: 'settings',
		configFileMode: 0o600,
	});
	store.store = next;
	chmodSync(file, 0o600);
	return value as SettingValue;
}

/** Text of a file that only its owner can have written; undefined when there is none. */
function readOwnFile(file: string): string | undefined {
	let descriptor: number;
	try {
		descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return undefined;
		}

		throw new SettingsError(`${file} could not be read: ${(error as NodeJS.ErrnoException).code}`);
	}

	try {
		const stat = fstatSync(descriptor);
		if (!stat.isFile() || stat.size > maxFileBytes) {
			throw new SettingsError(`${file} is no settings file: expected a regular file of at most 1 MiB`);
		}

		const own = process.getuid === undefined || stat.uid === process.getuid() || stat.uid === 0;
		// The settings may name a command to run, so who can write them can run it.
		if (!own || (process.platform !== 'win32' && (stat.mode & 0o022) !== 0)) {
			const hint = own ? `chmod 600 ${file}` : `It must belong to you; then chmod 600 ${file}`;
			throw new SettingsError(`${file} can be written by others (mode ${(stat.mode & 0o777).toString(8)})`, hint);
		}

		return readFileSync(descriptor, 'utf8');
	} finally {
		closeSync(descriptor);
	}
}

function keepLastGood(dataDir: string, text: string): void {
	const file = settingsBackupPath(dataDir);
	try {
		const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
		const descriptor = openSync(file, flags, 0o600);
		try {
			if (readFileSync(descriptor, 'utf8') !== text) {
				writeFileSync(file, text, { mode: 0o600 });
			}
		} finally {
			closeSync(descriptor);
		}
	} catch {
		// A copy for convenience: a folder that cannot be written must not keep kcmon from reading.
	}
}

/** A list may be words with commas; a text needs no quotes; the rest is JSON. */
function readValue(key: SettingKey, text: string): unknown {
	const { type } = settingOf(key);
	try {
		const value: unknown = JSON.parse(text);
		const fits = type === 'text' ? typeof value === 'string' : type === 'texts' ? Array.isArray(value) : true;
		if (fits) {
			return value;
		}
	} catch {
		// Not JSON: plain words, then.
	}

	if (type === 'texts') {
		return text === '' ? [] : text.split(',').map(word => word.trim());
	}

	return text;
}

function readObject(text: string, file: string): Record<string, unknown> {
	try {
		return plainValue(parseJsonLines(text)) as Record<string, unknown>;
	} catch {
		// Says file and line.
		parseSettings(text, file);
		throw new SettingsError(`${file} could not be read`);
	}
}

/** A copy with one key changed, wherever it stood; a key is nested unless the file has it dotted. */
function withSetting(store: Record<string, unknown>, key: string, value: unknown): Record<string, unknown> {
	if (Object.hasOwn(store, key)) {
		return { ...store, [key]: value };
	}

	const dots = [...key.matchAll(/\./g)].map(({ index }) => index);
	const groups = dots.map(dot => key.slice(0, dot));
	// The group that has it already, else the first that is there.
	const group =
		groups.find(name => hasSetting(groupOf(store, name), key.slice(name.length + 1))) ??
		groups.find(name => Object.hasOwn(store, name)) ??
		groups[0];
	if (group === undefined) {
		return { ...store, [key]: value };
	}

	return { ...store, [group]: withSetting(groupOf(store, group), key.slice(group.length + 1), value) };
}

function hasSetting(store: Record<string, unknown>, key: string): boolean {
	return (
		Object.hasOwn(store, key) ||
		[...key.matchAll(/\./g)].some(({ index }) => hasSetting(groupOf(store, key.slice(0, index)), key.slice(index + 1)))
	);
}

function groupOf(store: Record<string, unknown>, name: string): Record<string, unknown> {
	const inner = store[name];
	return isGroup(inner) ? inner : {};
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
