import { expect, test } from 'vitest';
import { defaultDataDir } from '../../source/config/data-dir.js';

test.each([
	['linux', {}, '/home/me/.local/share/kcmon'],
	['linux', { XDG_DATA_HOME: '/data' }, '/data/kcmon'],
	['linux', { XDG_DATA_HOME: 'relative' }, '/home/me/.local/share/kcmon'],
	['linux', { XDG_DATA_HOME: '' }, '/home/me/.local/share/kcmon'],
	['darwin', { XDG_DATA_HOME: '/data' }, '/home/me/Library/Application Support/kcmon'],
])('on %s with %o files are kept in %s', (platform, env, folder) => {
	expect(defaultDataDir({ platform, env, homeDir: '/home/me' })).toBe(folder);
});
