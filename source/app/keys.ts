import { bindings } from '../ui/keymap/bindings.js';
import { formatCheatsheet, showKeys } from '../ui/keymap/cheatsheet.js';
import type { CommandContext } from './run-command.js';

/** `kcmon keys`: the key map, from the table that the dashboard itself reads. */
export async function runKeys({ invocation, io }: CommandContext): Promise<number> {
	if (!invocation.flags.has('json')) {
		io.stdout(formatCheatsheet());
		return 0;
	}

	const rows = bindings.map(binding => ({
		id: binding.id,
		keys: binding.keys,
		shown: showKeys(binding),
		context: binding.context,
		group: binding.group,
		help: binding.help,
	}));
	io.stdout(`${JSON.stringify(rows)}\n`);
	return 0;
}
