import {
	CredentialsError,
	type CredentialsOrigin,
	credentialsPath,
	type FoundCredentials,
	findCredentials,
} from '../config/credentials.js';
import type { CommandContext } from './run-command.js';

/** `kcmon credentials [check | path]`: where they are and whether they are fit to use. Never shows one. */
export async function runCredentials(context: CommandContext): Promise<number> {
	const { invocation, io } = context;
	const options = context.readOptions();
	if (invocation.words[0] === 'path') {
		io.stdout(`${options.credentialsFile ?? credentialsPath(options.dataDir)}\n`);
		return 0;
	}

	const found = await findCredentials({
		dataDir: options.dataDir,
		file: options.credentialsFile,
		command: options.credentialsCommand,
		env: context.env,
	});
	if (found === undefined) {
		throw new CredentialsError(
			'There are no credentials',
			`Write {"key", "secret", "passphrase"} to ${credentialsPath(options.dataDir)} and chmod 600 it`,
		);
	}

	io.stdout(options.json ? `${JSON.stringify(describeAsJson(found))}\n` : describe(found));
	return 0;
}

/** Where credentials came from, for a person. */
export function describeOrigin(origin: CredentialsOrigin): string {
	switch (origin.kind) {
		case 'file':
			return `file ${origin.path}`;
		case 'environment':
			return 'environment (KUCOIN_API_KEY and its siblings)';
		case 'command':
			return 'credentials.command of the settings';
	}
}

const isComplete = ({ credentials }: FoundCredentials): boolean => credentials !== undefined;

function describe(found: FoundCredentials): string {
	const sources = Object.entries(found.webhookSecrets).map(([name, secrets]) => `${name} (${secrets.length})`);
	return [
		`from             ${describeOrigin(found.origin)}`,
		`API key          ${isComplete(found) ? 'key, secret and passphrase present' : 'none'}`,
		`webhook secrets  ${sources.length === 0 ? 'none' : sources.join(', ')}`,
		'permissions      not checked: this version asks the exchange nothing with the key',
		'',
	].join('\n');
}

const describeAsJson = (found: FoundCredentials): unknown => ({
	origin: found.origin,
	key: isComplete(found),
	webhook_secrets: Object.fromEntries(
		Object.entries(found.webhookSecrets).map(([name, secrets]) => [name, secrets.length]),
	),
	permissions: null,
});
