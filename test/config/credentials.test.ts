import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
	CredentialsError,
	credentialsPath,
	findCredentials,
	findWebhookSecrets,
	requireCredentials,
} from '../../source/config/credentials.js';

const secrets = { key: 'canary-key-1', secret: 'canary-secret-2', passphrase: 'canary-passphrase-3' };
const environment = {
	KUCOIN_API_KEY: 'canary-env-key',
	KUCOIN_API_SECRET: 'canary-env-secret',
	KUCOIN_API_PASSPHRASE: 'canary-env-passphrase',
};

let dataDir: string;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-credentials-'));
});

afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

function write(path: string, content: unknown, mode = 0o600): string {
	writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
	chmodSync(path, mode);
	return path;
}

const find = (request: Partial<Parameters<typeof findCredentials>[0]> = {}) =>
	findCredentials({ dataDir, file: undefined, command: undefined, env: {}, ...request });

async function refusalOf(request: Partial<Parameters<typeof findCredentials>[0]> = {}): Promise<CredentialsError> {
	const error = await find(request).then(
		() => undefined,
		(caught: unknown) => caught,
	);
	expect(error).toBeInstanceOf(CredentialsError);
	expect((error as CredentialsError).exitCode).toBe(3);
	expect(inspect(error)).not.toContain('canary');
	return error as CredentialsError;
}

test('finds none where there are none', async () => {
	expect(await find()).toBeUndefined();
});

test('reads the file of the data directory', async () => {
	write(credentialsPath(dataDir), { ...secrets, webhook_secrets: { desk: ['whsec_a', 'whsec_b'] } });

	expect(await find()).toEqual({
		origin: { kind: 'file', path: credentialsPath(dataDir) },
		credentials: secrets,
		webhookSecrets: { desk: ['whsec_a', 'whsec_b'] },
	});
});

test('a named file comes before the environment, that before the command, that before the file of the data directory', async () => {
	write(credentialsPath(dataDir), { ...secrets, key: 'from-data-dir' });
	const file = write(join(dataDir, 'named.json'), { ...secrets, key: 'from-flag' });
	const command = `echo '${JSON.stringify({ ...secrets, key: 'from-command' })}'`;

	expect((await find({ file, env: environment, command }))?.credentials?.key).toBe('from-flag');
	expect((await find({ env: environment, command }))?.origin).toEqual({ kind: 'environment' });
	expect((await find({ command, env: { PATH: process.env.PATH } }))?.credentials?.key).toBe('from-command');
	expect((await find())?.credentials?.key).toBe('from-data-dir');
});

test.each([0o644, 0o640, 0o604, 0o660, 0o601, 0o777])(
	'refuses a file of mode %o with the chmod that mends it',
	async mode => {
		const path = write(credentialsPath(dataDir), secrets, mode);

		const { message, hint } = await refusalOf();

		expect(message).toContain(`mode 0${mode.toString(8)}`);
		expect(hint).toBe(`chmod 600 ${path}`);
	},
);

test('quotes a path with spaces in the chmod', async () => {
	const path = write(join(dataDir, "my 'key'.json"), secrets, 0o644);

	expect((await refusalOf({ file: path })).hint).toBe(`chmod 600 '${dataDir}/my '\\''key'\\''.json'`);
});

test.each([0o600, 0o400])('takes a file of mode %o', async mode => {
	write(credentialsPath(dataDir), secrets, mode);

	expect((await find())?.credentials).toEqual(secrets);
});

test('refuses a link, also one that leads nowhere', async () => {
	const target = write(join(dataDir, 'elsewhere.json'), secrets);
	symlinkSync(target, credentialsPath(dataDir));
	symlinkSync(join(dataDir, 'nothing'), join(dataDir, 'dangling.json'));

	expect((await refusalOf()).message).toContain('it is a link');
	expect((await refusalOf({ file: join(dataDir, 'dangling.json') })).message).toContain('it is a link');
});

test('refuses what is no regular file, too large, or not there though named', async () => {
	mkdirSync(credentialsPath(dataDir), { mode: 0o700 });
	const large = write(join(dataDir, 'large.json'), 'x'.repeat(70_000));

	expect((await refusalOf()).message).toContain('regular file');
	expect((await refusalOf({ file: large })).message).toContain('64 KiB');
	expect((await refusalOf({ file: join(dataDir, 'missing.json') })).message).toContain('does not exist');
});

test.each([
	['not JSON', 'canary', /:1: not valid JSON$/],
	['cut off', '{"key": "canary', /:1: not valid JSON$/],
	['a list', ['canary'], /expected a JSON object/],
	['a missing part', { key: 'canary', secret: 'canary' }, /"passphrase" missing$/],
	['nothing in it', {}, /"key" and "secret" and "passphrase" missing$/],
	['a number', { ...secrets, secret: 7 }, /"secret" must be a text/],
	['an empty text', { ...secrets, key: '' }, /"key" must be a text/],
	['a line break', { ...secrets, key: 'canary\r\nX: 1' }, /"key" must be a text/],
	['a trailing space', { ...secrets, key: 'canary ' }, /"key" must be a text/],
	['an endless text', { ...secrets, key: 'canary'.repeat(100) }, /"key" must be a text/],
	['an unknown name', { ...secrets, 'canary-name': 1 }, /unknown name, expected only key, secret, passphrase/],
	['a secret that is no list', { ...secrets, webhook_secrets: { desk: 'canary' } }, /"webhook_secrets" must be/],
	['an empty list of secrets', { ...secrets, webhook_secrets: { desk: [] } }, /"webhook_secrets" must be/],
	['a bad source name', { ...secrets, webhook_secrets: { 'a b': ['canary'] } }, /"webhook_secrets" must be/],
	['a prototype', '{"key":"k","secret":"s","passphrase":"p","__proto__":{}}', /not valid JSON/],
])('refuses %s without showing any of it', async (_what, content, words) => {
	write(credentialsPath(dataDir), content);

	expect((await refusalOf()).message).toMatch(words);
});

test('a file may hold webhook secrets alone', async () => {
	write(credentialsPath(dataDir), { webhook_secrets: { desk: ['whsec_a'] } });

	expect(await find()).toMatchObject({ credentials: undefined, webhookSecrets: { desk: ['whsec_a'] } });
});

test('an environment with a part missing is refused, not passed over', async () => {
	write(credentialsPath(dataDir), secrets);
	const { KUCOIN_API_SECRET: _, ...incomplete } = environment;

	expect((await refusalOf({ env: incomplete })).message).toContain('KUCOIN_API_SECRET is missing');
	expect((await find({ env: { KUCOIN_API_KEY: '', KUCOIN_API_SECRET: '' } }))?.credentials).toEqual(secrets);
});

test.each([
	['exit 3', /failed with status 3/],
	['echo canary', /Output of credentials.command:1: not valid JSON/],
	['head -c 100000 /dev/zero', /more than 64 KiB/],
	['kill -9 $$', /failed with SIGKILL/],
])('refuses the command %s', async (command, words) => {
	expect((await refusalOf({ command, env: { PATH: process.env.PATH } })).message).toMatch(words);
});

test('finds webhook secrets in the file, beside a key of the environment, and one for all in the environment', async () => {
	const request = { dataDir, file: undefined, command: undefined, env: {} };
	expect(await findWebhookSecrets(request)).toEqual({ named: {}, shared: undefined });
	expect(await findWebhookSecrets({ ...request, env: { KCMON_WEBHOOK_SECRET: 'whsec_c2hhcmVk' } })).toEqual({
		named: {},
		shared: 'whsec_c2hhcmVk',
	});

	write(credentialsPath(dataDir), { webhook_secrets: { desk: ['whsec_b25l', 'whsec_dHdv'] } });
	const named = { desk: ['whsec_b25l', 'whsec_dHdv'] };

	expect((await findWebhookSecrets(request)).named).toEqual(named);
	expect((await findWebhookSecrets({ ...request, env: environment })).named).toEqual(named);
	expect((await findWebhookSecrets(request, await find({ env: environment }))).named).toEqual(named);
});

test('asks the command once for the key and the webhook secrets', async () => {
	const counter = join(dataDir, 'asked');
	const text = JSON.stringify({ ...secrets, webhook_secrets: { desk: ['whsec_b25l'] } });
	const request = {
		dataDir,
		file: undefined,
		command: `echo x >> '${counter}'; echo '${text}'`,
		env: { PATH: process.env.PATH },
	};

	const found = await requireCredentials(request);
	const webhookSecrets = await findWebhookSecrets(request, found);

	expect(webhookSecrets.named).toEqual({ desk: ['whsec_b25l'] });
	expect(readFileSync(counter, 'utf8')).toBe('x\n');
});

test('refuses a webhook secret that cannot be one, wherever it is, without showing it', async () => {
	const request = { dataDir, file: undefined, command: undefined, env: { KCMON_WEBHOOK_SECRET: 'a\u0007hunter2' } };
	await expect(findWebhookSecrets(request)).rejects.toThrow(/KCMON_WEBHOOK_SECRET must be a text/);
	await expect(findWebhookSecrets(request)).rejects.not.toThrow(/hunter2/);

	write(credentialsPath(dataDir), { webhook_secrets: { desk: ['whsec_b25l'] } }, 0o644);
	await expect(findWebhookSecrets({ ...request, env: {} })).rejects.toThrow(/mode 0644/);
});
