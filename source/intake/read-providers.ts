import { exampleMaps } from './examples.js';
import type { FieldMap } from './field-map.js';
import type { SourceSettings } from './open-sources.js';

type Provider = Omit<SourceSettings, 'map'> & { readonly map?: keyof typeof exampleMaps | FieldMap };

/** What the settings say of sources by name, checked before; the maps that are shipped are put in for their names. */
export function readProviders(checked: Readonly<Record<string, unknown>>): Readonly<Record<string, SourceSettings>> {
	return Object.fromEntries(
		Object.entries(checked as Readonly<Record<string, Provider>>).map(([name, { map, ...rest }]) => [
			name,
			map === undefined ? rest : { ...rest, map: typeof map === 'string' ? exampleMaps[map] : map },
		]),
	);
}
