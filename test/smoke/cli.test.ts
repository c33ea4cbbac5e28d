import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands, dashboard } from '../../source/app/commands.js';
import { formatHelp } from '../../source/app/help.js';

const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
	readonly version: string;
};

let dataDir: string;

beforeAll(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-smoke-'));
});

afterAll(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

/** Runs the built program to its end, without a terminal. */
function kcmon(line: string, { env = {}, node = [] }: { env?: Record<string, string>; node?: string[] } = {}) {
	const args = line.split(' ').filter(Boolean);
	const { status, stdout, stderr } = spawnSync(process.execPath, [...node, launcher, ...args], {
		encoding: 'utf8',
		env: { PATH: process.env.PATH, HOME: dataDir, KCMON_DATA_DIR: dataDir, ...env },
		timeout: 20_000,
	});
	return { status, stdout, stderr };
}

function withSettings<Result>(text: string, run: () => Result): Result {
	const file = join(dataDir, 'settings.json');
	writeFileSync(file, text, { mode: 0o600 });
	try {
		return run();
	} finally {
		rmSync(file);
	}
}

test('prints its version', () => {
	expect(kcmon('--version')).toEqual({ status: 0, stdout: `kcmon ${version}\n`, stderr: '' });
});

test.each([dashboard, ...commands].map(command => [command.name, command] as const))(
	'prints help of %o',
	(name, command) => {
		for (const flag of ['--help', '-h']) {
			expect(kcmon(`${name} ${flag}`)).toEqual({ status: 0, stdout: formatHelp(command), stderr: '' });
		}
	},
);

test('answers help without loading one package', () => {
	const hook = `import { registerHooks } from 'node:module';
		const loaded = [];
		registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
		process.on('exit', () => process.stderr.write(loaded.join('\\n')));`;
	const { stderr } = kcmon('--help', { node: ['--import', `data:text/javascript,${encodeURIComponent(hook)}`] });

	const files = stderr.split('\n').filter(url => url.startsWith('file:'));
	const texts = files.map(url => readFileSync(fileURLToPath(url), 'utf8'));
	expect(files.filter(url => /\/(?:bin\/kcmon|dist\/cli)\.js$/.test(url))).toHaveLength(2);
	// The bundler writes the path of every file it takes in above it.
	expect(texts.join('\n')).toContain('// source/app/commands.ts');
	expect(texts.join('\n').match(/^\/\/ node_modules\/.*/m)).toBeNull();
	expect(texts.join('').length).toBeLessThan(64_000);
});

test.each([
	['strem', 'kcmon: Unknown command: strem\nDid you mean kcmon stream?\n'],
	['streem BTC-USDT --json', 'kcmon: Unknown command: streem\nDid you mean kcmon stream?\n'],
	['--durration 5s', 'kcmon: Unknown flag: --durration\nDid you mean --duration?\n'],
	['stream --chanels book', 'kcmon: Unknown flag: --chanels\nDid you mean --channels?\n'],
	['stream --demo --live', '--demo and --live exclude each other'],
	['stream --duration 5x', '--duration: Expected a time such as 500ms, 30s, 5m or 2h, at most 576h, was "5x"'],
	['stream --rest-url http://example.com', '--rest-url: Expected https://'],
	['stream --rest-url http://192.168.1.2:8080', 'was "http://192.168.1.2:8080"'],
	['ticker --signals ws://example.com', '--signals: Expected wss://'],
	['', 'kcmon: The dashboard needs a terminal\nUse kcmon stream'],
	['BTC-USDT --demo', 'kcmon: The dashboard needs a terminal\nUse kcmon stream'],
	['--plain', 'Use kcmon stream'],
	['book', 'kcmon book takes one symbol'],
	['config set fps fast', 'fps was "fast", expected a whole number from 1 to 60'],
	['config get fpps', 'Did you mean fps?'],
])('refuses %o with status 2 and nothing on stdout', (line, words) => {
	const { status, stdout, stderr } = kcmon(line);

	expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
	expect(stderr).toContain(words);
	expect(stderr).toMatch(/^kcmon: .+\n(?:.+\n)?$/);
});

test('refuses a bad variable of the environment', () => {
	const { status, stderr } = kcmon('stream', { env: { KCMON_REST_URL: 'http://example.com' } });

	expect(status).toBe(2);
	expect(stderr).toContain('kcmon: KCMON_REST_URL: Expected https://');
});

test('names file, line, key and what is allowed of a wrong settings file', () => {
	const text = '{\n\t"theme": "dark",\n\t"risk": {\n\t\t"maxOrderFunds": "much"\n\t}\n}\n';
	const { status, stdout, stderr } = withSettings(text, () => kcmon('stream'));

	expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
	expect(stderr).toBe(
		`kcmon: ${dataDir}/settings.json:4: risk.maxOrderFunds was "much", expected a number from 0 to 1000000000\n` +
			'Mend that line; kcmon config schema says what every key allows\n',
	);
});

test('prints settings with where each came from', () => {
	const { stdout } = withSettings('{"fps": 4}', () =>
		kcmon('config --json --ascii', { env: { KCMON_REST_URL: 'https://example.com' } }),
	);

	expect(JSON.parse(stdout)).toMatchObject({
		fps: { value: 4, origin: `${dataDir}/settings.json:1` },
		ascii: { value: true, origin: '--ascii' },
		restUrl: { value: 'https://example.com', origin: 'KCMON_REST_URL' },
		theme: { value: 'dark', origin: 'default' },
	});
});

test('sets, gets and finds settings', () => {
	const file = join(dataDir, 'settings.json');

	expect(kcmon('config path').stdout).toBe(`${file}\n`);
	expect(kcmon('config set risk.maxOrderFunds 250').status).toBe(0);
	expect(kcmon('config get risk.maxOrderFunds').stdout).toBe('250\n');
	expect(JSON.parse(kcmon('config schema').stdout)).toMatchObject({ type: 'object', additionalProperties: false });
	rmSync(file);
});

test('checks credentials without ever showing them', () => {
	const file = join(dataDir, 'credentials.json');
	expect(kcmon('credentials')).toMatchObject({ status: 3, stdout: '' });

	writeFileSync(file, JSON.stringify({ key: 'canary-1', secret: 'canary-2', passphrase: 'canary-3' }));
	chmodSync(file, 0o644);
	const refused = kcmon('credentials');
	expect(refused).toMatchObject({ status: 3, stdout: '' });
	expect(refused.stderr).toContain(`chmod 600 ${file}`);

	chmodSync(file, 0o600);
	const checked = kcmon('credentials');
	expect(checked.status).toBe(0);
	expect(checked.stdout).toContain('key, secret and passphrase present');
	expect(`${checked.stdout}${checked.stderr}${refused.stderr}`).not.toContain('canary');
	rmSync(file);
});

test('a setting that is refused on the command line has no line to mend, and a number is shown as it was typed', () => {
	const { status, stderr } = kcmon('config set fps 1e400');

	expect(status).toBe(2);
	expect(stderr).toMatch(/fps was 1e400, expected .*\n.*kcmon config schema says what every key allows/);
	expect(stderr).not.toMatch(/null|Mend that line/);
});

test('prints keys and completions', () => {
	expect(kcmon('keys').stdout).toMatch(/^ +q +Quit/m);
	expect(JSON.parse(kcmon('keys --json').stdout)).toContainEqual(
		expect.objectContaining({ id: 'app.quit', keys: expect.arrayContaining(['q']) }),
	);
	for (const shell of ['bash', 'zsh', 'fish']) {
		expect(kcmon(`completions ${shell}`)).toMatchObject({ status: 0, stdout: expect.stringContaining('kcmon') });
	}
});

test('bash completes commands, flags and values with the script', () => {
	const script = kcmon('completions bash').stdout;
	const complete = (words: string[]): string[] => {
		const list = words.map(word => `'${word}'`).join(' ');
		const { stdout } = spawnSync(
			'bash',
			[
				'-c',
				`${script}\nCOMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _kcmon; printf '%s\\n' "\${COMPREPLY[@]}"`,
			],
			{ encoding: 'utf8' },
		);
		return stdout.trim().split('\n');
	};

	expect(complete(['kcmon', 'st'])).toEqual(['stream']);
	expect(complete(['kcmon', 'stream', '--ch'])).toEqual(['--channels']);
	expect(complete(['kcmon', '--theme', 'l'])).toEqual(['light']);
	expect(complete(['kcmon', 'config', 'sc'])).toEqual(['schema']);
});

test('a Node that is too old is told so in one line', () => {
	const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })`;
	const { status, stdout, stderr } = kcmon('--help', {
		node: ['--import', `data:text/javascript,${encodeURIComponent(old)}`],
	});

	expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
	expect(stderr).toMatch(/^kcmon needs Node 22\.13 or newer, this is 20\.20\.2 .*\n$/);
});

test('reading commands leave no file behind', () => {
	expect(existsSync(join(dataDir, 'settings.json'))).toBe(false);
	expect(existsSync(join(dataDir, 'credentials.json'))).toBe(false);
});
