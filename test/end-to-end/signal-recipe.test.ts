import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseSettings } from '../../source/config/check-settings.js';
import { conversions } from '../../source/intake/conversions.js';
import { exampleMaps, exampleSecretFields } from '../../source/intake/examples.js';
import { waitUntil } from '../helpers/wait-until.js';
import { findClosedPort, startKcmon } from '../helpers/with-simulator.js';

const doc = readFileSync(resolve(import.meta.dirname, '../../docs/signals-from-outside.md'), 'utf8');
const recipe = /<!-- recipe:[^>]*-->\n```sh\n([\s\S]*?)```\n<!-- \/recipe -->/.exec(doc)?.[1] ?? '';

test('the recipe with openssl and curl is taken where its secret is set, and refused with another', async () => {
	const place = mkdtempSync(join(tmpdir(), 'kcmon-recipe-'));
	const secret = `whsec_${Buffer.from('a secret with / and + in its base64 ÿþ~~~???').toString('base64')}`;
	const port = await findClosedPort();
	writeFileSync(join(place, 'credentials.json'), JSON.stringify({ webhook_secrets: { desk: [secret] } }), {
		mode: 0o600,
	});
	const kcmon = startKcmon(['stream', '--demo', '--channels', 'signals', '--signals', `webhook:${port}?source=desk`], {
		env: { KCMON_DATA_DIR: place },
	});
	const run = (change: Record<string, string> = {}): string =>
		execFileSync('bash', ['-eu', '-c', recipe], {
			encoding: 'utf8',
			env: { ...process.env, url: `http://127.0.0.1:${port}/signals/desk`, secret, ...change },
		});
	try {
		await waitUntil(() => kcmon.stderr().includes(', signed'), { withinMs: 30_000, describe: kcmon.stderr });

		expect(recipe).toContain('openssl dgst');
		expect(run()).toBe('202\n');
		expect(run({ secret: 'whsec_AAAA' })).toBe('401\n');
		expect(await kcmon.waitForLine(line => line.source === 'desk')).toMatchObject({ verified: 'hmac', side: 'buy' });
	} finally {
		await kcmon.stop();
		rmSync(place, { recursive: true, force: true });
	}
});

test('the settings of the document are taken, and it names every map, secret field and conversion', () => {
	const settings = [...doc.matchAll(/```json\n(\{\n[\s\S]*?)```/g)].map(([, text]) => text!);

	expect(settings).toHaveLength(1);
	const providers = parseSettings(settings[0]!, 'settings.json').get('signals.providers')?.value as Record<
		string,
		{ map: unknown; bodySecretField?: string }
	>;
	const shipped = Object.values(providers).filter(({ map }) => typeof map === 'string');
	expect(shipped.map(({ map }) => map)).toEqual(Object.keys(exampleMaps));
	expect(
		Object.fromEntries(
			shipped.flatMap(({ map, bodySecretField }) => (bodySecretField ? [[map, bodySecretField]] : [])),
		),
	).toEqual(exampleSecretFields);
	expect(conversions.filter(name => !doc.includes(`\`${name}\``))).toEqual([]);
});
