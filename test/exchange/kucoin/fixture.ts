import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../fixtures/kucoin/', import.meta.url);

/** The text of a recorded payload, byte for byte but for the closing newline. */
export const readFixture = (name: string): string => readFileSync(new URL(`${name}.json`, folder), 'utf8').trimEnd();

export const listFixtures = (): readonly string[] =>
	readdirSync(folder)
		.filter(name => name.endsWith('.json'))
		.map(name => name.slice(0, -'.json'.length));

/** The `data` of a recorded reply. */
export const readFixtureData = (name: string): unknown =>
	(JSON.parse(readFixture(name)) as { readonly data: unknown }).data;
