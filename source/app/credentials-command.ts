import {
	type Credentials,
	CredentialsError,
	type CredentialsOrigin,
	credentialsPath,
	type FoundCredentials,
	findCredentials,
	secretsOf,
} from '../config/credentials.js';
import type { KeyReport } from '../exchange/kucoin/key-check.js';
import { exitCodes } from '../lib/errors.js';
import { withKeyErrors } from './key-error.js';
import type { RunOptions } from './options.js';
import type { CommandContext } from './run-command.js';
import { openVenue } from './venue-access.js';

/**
 * `kcmon credentials [check | path]`: where they are, and with `check` what the exchange says of the key. Never shows one.
 * Exits 3 where they are missing or refused, 4 where the exchange cannot be asked.
 */
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

	secretsOf(found.credentials).forEach(io.hide);
	const isAsked = invocation.words[0] === 'check' && found.credentials !== undefined;
	if (!options.json) {
		io.stdout(describe(found));
	}

	// What is known of them here is said even when the exchange cannot be asked.
	const report = isAsked ? await askExchange(options, found.credentials as Credentials) : undefined;
	io.stdout(
		options.json
			? `${JSON.stringify({ ...describeAsJson(found), ...describeReportAsJson(report) })}\n`
			: describeReport(report),
	);
	return report === undefined || report.refusals.length === 0 ? exitCodes.done : exitCodes.credentials;
}

/** What the exchange says of the key. Rejects with a `CredentialsError` when it refuses the key itself. */
export async function askExchange(options: RunOptions, credentials: Credentials): Promise<KeyReport> {
	const venue = await openVenue({ ...options, mode: 'live' }, credentials);
	try {
		const { account } = venue.kucoin;
		if (account === undefined) {
			throw new TypeError('The exchange was opened without the key');
		}

		const { allowOtherProducts } = options.trading;
		return await withKeyErrors(() => account.checkKey({ allowOtherProducts }));
	} finally {
		await venue.stop();
	}
}

function describeReport(report: KeyReport | undefined): string {
	if (report === undefined) {
		return 'permissions      not asked: kcmon credentials check asks the exchange\n';
	}

	const { permissions, hasIpWhitelist, isMaster, vipLevel, refusals, warnings } = report;
	return [
		`permissions      ${permissions.join(', ')}`,
		`IP list          ${hasIpWhitelist ? 'yes' : 'none'}`,
		`account          ${isMaster === false ? 'sub-account' : 'main account'}${vipLevel === undefined ? '' : `, VIP ${vipLevel}`}`,
		`live trading     ${refusals.length === 0 ? 'allowed' : `refused: ${refusals.join('; ')}`}`,
		...warnings.map(warning => `warning          ${warning}`),
		'',
	].join('\n');
}

const describeReportAsJson = (report: KeyReport | undefined) =>
	report === undefined
		? { permissions: null }
		: {
				permissions: report.permissions,
				ip_list: report.hasIpWhitelist,
				live: report.refusals.length === 0,
				refusals: report.refusals,
				warnings: report.warnings,
			};

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
		'',
	].join('\n');
}

const describeAsJson = (found: FoundCredentials) => ({
	origin: found.origin,
	key: isComplete(found),
	webhook_secrets: Object.fromEntries(
		Object.entries(found.webhookSecrets).map(([name, secrets]) => [name, secrets.length]),
	),
});
