import { isAbsolute, join } from 'node:path';

export type DataDirFacts = {
	readonly platform: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly homeDir: string;
};

/**
 * Where kcmon keeps its files unless told otherwise. Source: XDG Base Directory Specification 0.8 (a relative
 * `XDG_DATA_HOME` is to be ignored); macOS and Windows as their programs do.
 */
export function defaultDataDir({ platform, env, homeDir }: DataDirFacts): string {
	if (platform === 'darwin') {
		return join(homeDir, 'Library', 'Application Support', 'kcmon');
	}

	if (platform === 'win32') {
		return join(env.LOCALAPPDATA ?? join(homeDir, 'AppData', 'Local'), 'kcmon');
	}

	const data = env.XDG_DATA_HOME ?? '';
	return join(isAbsolute(data) ? data : join(homeDir, '.local', 'share'), 'kcmon');
}
