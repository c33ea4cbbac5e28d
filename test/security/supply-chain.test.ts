import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

type Locked = {
	readonly version?: string;
	readonly integrity?: string;
	readonly resolved?: string;
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly hasInstallScript?: true;
	readonly dev?: true;
	readonly optional?: true;
	readonly devOptional?: true;
};

const read = (name: string) => JSON.parse(readFileSync(resolve(import.meta.dirname, '../..', name), 'utf8'));
const manifest = read('package.json') as {
	readonly dependencies: Readonly<Record<string, string>>;
	readonly devDependencies: Readonly<Record<string, string>>;
	readonly scripts: Readonly<Record<string, string>>;
	readonly files: readonly string[];
	readonly allowScripts: Readonly<Record<string, boolean>>;
};
const { packages } = read('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> };
const installed = Object.entries(packages).filter(([path]) => path !== '');
const running = installed.filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true);
const reasons = readFileSync(resolve(import.meta.dirname, '../../docs/dependencies.md'), 'utf8');

test('every dependency has an exact version, which is the locked one', () => {
	const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });

	expect(wanted.length).toBeGreaterThan(20);
	for (const [name, version] of wanted) {
		expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
		expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
	}
});

test('every package that runs is locked by its SHA-512, and none comes from elsewhere than the registry', () => {
	expect(running.length).toBeGreaterThan(20);
	expect(
		running.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true).map(([path]) => path),
	).toEqual([]);
	expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
	const foreign = installed.flatMap(([path, { dependencies = {} }]) =>
		Object.entries(dependencies)
			.filter(([, version]) => /^(?:git|https?|file|github)|\//.test(version))
			.map(([name, version]) => `${path} wants ${name}@${version}`),
	);
	expect(foreign).toEqual([]);
});

test('nothing that runs has an install script, and of the rest only those that were looked at', () => {
	expect(running.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);

	const scripted = installed.filter(([, { hasInstallScript, optional }]) => hasInstallScript && optional !== true);
	expect(scripted.map(([path]) => path.replace('node_modules/', '')).sort()).toEqual(
		Object.keys(manifest.allowScripts).sort(),
	);
});

test('every package that kcmon asks for at run time has its reason written down', () => {
	for (const name of Object.keys(manifest.dependencies)) {
		expect(reasons, name).toContain(name);
	}
});

test('npm saves exact versions, and takes none that is younger than a week', () => {
	const lines = readFileSync(resolve(import.meta.dirname, '../../.npmrc'), 'utf8').split('\n');

	expect(lines).toEqual(expect.arrayContaining(['save-exact=true', 'min-release-age=7']));
});

test('what is published is a list of names, and installing it runs nothing', () => {
	expect(manifest.files).toEqual(['bin', 'dist', 'docs/kcmon.1']);
	expect(Object.keys(manifest.scripts).filter(name => /^(?:pre|post)?install$/.test(name))).toEqual([]);
	expect(manifest.scripts.audit).toContain('npm audit signatures');
});
