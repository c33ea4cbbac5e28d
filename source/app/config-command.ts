import { describeUnknownKey, SettingsError } from '../config/check-settings.js';
import { createJsonSchema, isSettingKey, type SettingKey, settingKeys } from '../config/schema.js';
import { loadSettingsAnyway, settingsPath, writeSetting } from '../config/settings.js';
import { checkLayoutName, resolveSetting } from './options.js';
import type { CommandContext } from './run-command.js';
import { formatTable } from './text-table.js';

/** `kcmon config [get [KEY] | set KEY VALUE | path | schema]`. */
export async function runConfig(context: CommandContext): Promise<number> {
	const { invocation, dataDir, io } = context;
	const [action, key, value] = invocation.words;
	switch (action) {
		case 'path':
			io.stdout(`${settingsPath(dataDir.value)}\n`);
			return 0;
		case 'schema':
			io.stdout(`${JSON.stringify(createJsonSchema(), undefined, 2)}\n`);
			return 0;
		case 'set': {
			if (key === 'layout') {
				checkLayoutName(value!, loadSettingsAnyway(dataDir.value).settings);
			}

			const written = await writeSetting(dataDir.value, key!, value!);
			io.stderr(`${key} = ${JSON.stringify(written)} (${settingsPath(dataDir.value)})\n`);
			return 0;
		}

		default:
			io.stdout(key === undefined ? formatAll(context) : formatOne(context, key));
			return 0;
	}
}

function formatOne(context: CommandContext, key: string): string {
	if (!isSettingKey(key)) {
		throw new SettingsError(`Unknown setting ${JSON.stringify(key)}`, describeUnknownKey(key));
	}

	const { value } = effective(context, key);
	const asJson = context.invocation.flags.has('json') || typeof value !== 'string';
	return `${asJson ? JSON.stringify(value ?? null) : value}\n`;
}

function formatAll(context: CommandContext): string {
	const rows = settingKeys.map(key => ({ key, ...effective(context, key) }));
	if (context.invocation.flags.has('json')) {
		const entries = rows.map(({ key, value, origin }) => [key, { value: value ?? null, origin }]);
		return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
	}

	return formatTable(
		['setting', 'value', 'from'].map(title => ({ title, align: 'left' })),
		rows.map(({ key, value, origin }) => [key, value === undefined ? '-' : formatValue(value), origin]),
	);
}

const formatValue = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function effective({ invocation, env, readSettings }: CommandContext, key: SettingKey) {
	return resolveSetting(key, { flags: invocation.flags, env, settings: readSettings() });
}
