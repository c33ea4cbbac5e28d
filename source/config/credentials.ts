import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes, KcmonError } from '../lib/errors.js';
import { JsonTextError, type Located, parseJsonLines } from './json-lines.js';

/** Keys of the exchange account and of webhooks. Never logged, printed, or part of an error. */
export type Credentials = {
	readonly key: string;
	readonly secret: string;
	readonly passphrase: string;
};

/** What must be shown nowhere. */
export const secretsOf = (credentials: Credentials | undefined): readonly string[] =>
	credentials === undefined ? [] : [credentials.key, credentials.secret, credentials.passphrase];

export type CredentialsOrigin =
	| { readonly kind: 'file'; readonly path: string }
	| { readonly kind: 'environment' }
	| { readonly kind: 'command' };

export type FoundCredentials = {
	readonly origin: CredentialsOrigin;
	/** Undefined where the file has webhook secrets only. */
	readonly credentials: Credentials | undefined;
	/** Secrets by the source's name; several at once for rotation. */
	readonly webhookSecrets: Readonly<Record<string, readonly string[]>>;
};

/** Credentials that are refused, with what mends them. Exits 3. */
export class CredentialsError extends KcmonError {
	constructor(message: string, hint?: string) {
		super(message, {
			code: 'ERR_CREDENTIALS',
			exitCode: exitCodes.credentials,
			...(hint === undefined ? {} : { hint }),
		});
	}
}

export type CredentialsRequest = {
	readonly dataDir: string;
	/** `--credentials`; must exist. */
	readonly file: string | undefined;
	/** `credentials.command` of the settings. */
	readonly command: string | undefined;
	readonly env: Readonly<Record<string, string | undefined>>;
};

export const credentialsPath = (dataDir: string): string => join(dataDir, 'credentials.json');

const variables = { key: 'KUCOIN_API_KEY', secret: 'KUCOIN_API_SECRET', passphrase: 'KUCOIN_API_PASSPHRASE' } as const;
const fields = ['key', 'secret', 'passphrase'] as const;
const webhookVariable = 'KCMON_WEBHOOK_SECRET';
const maxBytes = 65_536;
const commandTimeoutMs = 60_000;

/**
 * Finds the credentials: the file that was named, else the environment, else the command of the settings, else
 * `credentials.json` of the data directory. The first that is there counts, and is refused rather than passed over
 * when something is wrong with it. Undefined when there are none. Throws a `CredentialsError`.
 */
export async function findCredentials(request: CredentialsRequest): Promise<FoundCredentials | undefined> {
	if (request.file !== undefined) {
		const found = readCredentialsFile(request.file);
		if (found === undefined) {
			throw new CredentialsError(`Credentials file ${request.file} does not exist`);
		}

		return found;
	}

	return readEnvironment(request.env) ?? findStored(request);
}

async function findStored({ command, dataDir, env }: CredentialsRequest): Promise<FoundCredentials | undefined> {
	if (command !== undefined) {
		const text = await runCommand(command, env);
		return { origin: { kind: 'command' }, ...parseCredentials(text, 'Output of credentials.command') };
	}

	return readCredentialsFile(credentialsPath(dataDir));
}

/** Secrets of webhooks, and tokens for the servers that are called. */
export type WebhookSecrets = {
	/** By the source's name. */
	readonly named: Readonly<Record<string, readonly string[]>>;
	/** `KCMON_WEBHOOK_SECRET`: that of every webhook source without one of its own. */
	readonly shared: string | undefined;
};

/**
 * The webhook secrets beside the credentials that were found, or, where those came from the environment or nobody asked
 * for any, of the file or command that holds them. Without any, none. Throws a `CredentialsError`.
 */
export async function findWebhookSecrets(
	request: CredentialsRequest,
	found?: FoundCredentials,
): Promise<WebhookSecrets> {
	const text = request.env[webhookVariable] ?? '';
	const shared = text === '' ? undefined : checkText(text, webhookVariable);
	const hasNames = found !== undefined && found.origin.kind !== 'environment';
	const stored = hasNames
		? found
		: request.file === undefined
			? await findStored(request)
			: await findCredentials(request);
	return { named: stored?.webhookSecrets ?? {}, shared };
}

/** Those with a key of the exchange account, or a `CredentialsError` that says where they are to be written. */
export async function requireCredentials(
	request: CredentialsRequest,
): Promise<FoundCredentials & { readonly credentials: Credentials }> {
	const found = await findCredentials(request);
	if (found?.credentials === undefined) {
		throw new CredentialsError(
			found === undefined ? 'There are no credentials' : 'The credentials have webhook secrets and no API key',
			`Write {"key", "secret", "passphrase"} to ${credentialsPath(request.dataDir)} and chmod 600 it`,
		);
	}

	return { ...found, credentials: found.credentials };
}

/**
 * Reads a credentials file that only its owner can read: a regular file, no link, owned by the user, mode 0600 or
 * stricter. Undefined when there is none. The checks are made on the open file, so nothing can be swapped in between.
 */
export function readCredentialsFile(path: string): FoundCredentials | undefined {
	const descriptor = openPrivate(path);
	if (descriptor === undefined) {
		return undefined;
	}

	try {
		const stat = fstatSync(descriptor);
		if (!stat.isFile() || stat.size > maxBytes) {
			throw new CredentialsError(`Credentials file ${path} was refused: expected a regular file of at most 64 KiB`);
		}

		if (process.getuid !== undefined && stat.uid !== process.getuid()) {
			const hint = `chown "$(id -un)" ${quote(path)} && chmod 600 ${quote(path)}`;
			throw new CredentialsError(`Credentials file ${path} was refused: it belongs to another user`, hint);
		}

		if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
			const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
			throw new CredentialsError(
				`Credentials file ${path} was refused: mode ${mode} lets others read it, expected 0600`,
				`chmod 600 ${quote(path)}`,
			);
		}

		return { origin: { kind: 'file', path }, ...parseCredentials(readFileSync(descriptor, 'utf8'), path) };
	} finally {
		closeSync(descriptor);
	}
}

function openPrivate(path: string): number | undefined {
	try {
		return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false }) === undefined) {
			return undefined;
		}

		if (code === 'ELOOP' || code === 'EMLINK' || code === 'ENOENT') {
			throw new CredentialsError(
				`Credentials file ${path} was refused: it is a link`,
				'Name the file itself, or move it here and chmod 600 it',
			);
		}

		throw new CredentialsError(`Credentials file ${path} could not be read: ${code}`);
	}
}

function readEnvironment(env: CredentialsRequest['env']): FoundCredentials | undefined {
	const missing = fields.filter(field => (env[variables[field]] ?? '') === '');
	if (missing.length === fields.length) {
		return undefined;
	}

	if (missing.length > 0) {
		const names = missing.map(field => variables[field]).join(' and ');
		throw new CredentialsError(`Credentials in the environment are incomplete: ${names} is missing`);
	}

	const [key, secret, passphrase] = fields.map(field => checkText(env[variables[field]]!, variables[field]));
	return {
		origin: { kind: 'environment' },
		credentials: { key: key!, secret: secret!, passphrase: passphrase! },
		webhookSecrets: {},
	};
}

/** Reads the JSON of §8 of the interface. What it throws names fields, never values. */
function parseCredentials(text: string, where: string): Omit<FoundCredentials, 'origin'> {
	let root: Located;
	try {
		root = parseJsonLines(text);
	} catch (error) {
		if (error instanceof JsonTextError) {
			// The problem may quote a character of a secret.
			throw new CredentialsError(`${where}:${error.line}: not valid JSON`, 'Expected {"key", "secret", "passphrase"}');
		}

		throw error;
	}

	if (root.kind !== 'object') {
		throw new CredentialsError(`${where}: expected a JSON object with "key", "secret" and "passphrase"`);
	}

	const known = [...fields, 'webhook_secrets'];
	const foreign = root.members.find(({ name }) => !known.includes(name));
	if (foreign !== undefined) {
		throw new CredentialsError(`${where}:${foreign.line}: unknown name, expected only ${known.join(', ')}`);
	}

	const memberOf = (name: string): Located | undefined => root.members.find(member => member.name === name)?.value;
	const secrets = memberOf('webhook_secrets');
	const webhookSecrets = secrets === undefined ? {} : readWebhookSecrets(secrets, where);
	const missing = fields.filter(field => memberOf(field) === undefined);
	if (missing.length === fields.length && secrets !== undefined) {
		return { credentials: undefined, webhookSecrets };
	}

	if (missing.length > 0) {
		throw new CredentialsError(`${where}: ${missing.map(name => `"${name}"`).join(' and ')} missing`);
	}

	const [key, secret, passphrase] = fields.map(field => {
		const value = memberOf(field)!;
		return checkText(value.kind === 'literal' ? value.value : undefined, `${where}:${value.line}: "${field}"`);
	});
	return { credentials: { key: key!, secret: secret!, passphrase: passphrase! }, webhookSecrets };
}

function readWebhookSecrets(node: Located, where: string): Record<string, readonly string[]> {
	const refuse = (line: number): never => {
		throw new CredentialsError(`${where}:${line}: "webhook_secrets" must be {"NAME": ["whsec_…", …]}`);
	};
	if (node.kind !== 'object') {
		return refuse(node.line);
	}

	return Object.fromEntries(
		node.members.map(({ name, value }) => {
			if (value.kind !== 'list' || value.items.length === 0 || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(name)) {
				return refuse(value.line);
			}

			const secrets = value.items.map(item => {
				const text = item.kind === 'literal' ? item.value : undefined;
				return checkText(text, `${where}:${item.line}: a webhook secret of ${name}`);
			});
			return [name, secrets];
		}),
	);
}

/** A secret goes into HTTP headers and signatures: printable ASCII without spaces at its ends. */
function checkText(value: unknown, what: string): string {
	if (typeof value !== 'string' || !/^[\x21-\x7e](?:[\x20-\x7e]{0,510}[\x21-\x7e])?$/.test(value)) {
		throw new CredentialsError(`${what} must be a text of 1 to 512 printable ASCII characters`);
	}

	return value;
}

/** Runs the command in a shell. It may ask the person on the terminal; what it prints to stdout goes nowhere but here. */
async function runCommand(command: string, env: CredentialsRequest['env']): Promise<string> {
	// Here, as most never run one, and it is a good part of the time to the first frame.
	const { spawn } = await import('node:child_process');
	return new Promise((resolve, reject) => {
		const child = spawn(command, {
			shell: true,
			stdio: ['inherit', 'pipe', 'inherit'],
			timeout: commandTimeoutMs,
			env: { ...env },
		});
		const chunks: Buffer[] = [];
		let size = 0;
		child.stdout.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > maxBytes) {
				child.kill();
			} else {
				chunks.push(chunk);
			}
		});
		child.on('error', error => {
			reject(new CredentialsError(`credentials.command could not be run: ${(error as NodeJS.ErrnoException).code}`));
		});
		child.on('close', (status, signal) => {
			if (size > maxBytes) {
				reject(new CredentialsError('credentials.command printed more than 64 KiB'));
			} else if (status !== 0) {
				reject(new CredentialsError(`credentials.command failed with ${signal ?? `status ${status}`}`));
			} else {
				resolve(Buffer.concat(chunks).toString('utf8'));
			}
		});
	});
}

const quote = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
