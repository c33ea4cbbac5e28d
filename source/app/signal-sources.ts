import { join } from 'node:path';
import type { WebhookSecrets } from '../config/credentials.js';
import type { IntakeDeps } from '../intake/intake.js';
import { openSignalSources } from '../intake/open-sources.js';
import { createSignalIds, type SignalIds } from '../intake/signal-ids.js';
import { parseSourceSpec } from '../intake/spec.js';
import { openListener } from '../platform/listener.js';
import type { Logger } from '../platform/logger.js';
import { openForReading } from '../platform/open-file.js';
import { connectSocket } from '../platform/socket.js';
import { createStandardInput } from '../platform/standard-input.js';
import { openStream } from '../platform/stream.js';
import type { PublishSignal, SignalSource } from '../signals/source.js';
import type { Machine } from './machine.js';
import type { RunOptions } from './options.js';

export type SignalSourcesDeps = Pick<Machine, 'clock' | 'random' | 'files'> & {
	readonly publish: PublishSignal;
	readonly isTradable: (symbol: string) => boolean;
	readonly pairs: NonNullable<IntakeDeps['pairs']>;
	readonly log: Pick<Logger, 'hide'>;
	/** Hears words for a person. */
	readonly say: (text: string) => void;
	/** Hears where a webhook takes posts, and whether it wants them signed. */
	readonly onListening: (text: string) => void;
	readonly secrets: WebhookSecrets | undefined;
};

const idsFile = 'signal-ids.ndjson';
const noSecrets: WebhookSecrets = { named: {}, shared: undefined };

/**
 * The sources of outside signals that the options name, on this machine, not yet started. What came is remembered in the
 * data directory, so that it is a repeat after a restart, too. Throws a `UsageError` for a source that cannot be, and a
 * `CredentialsError` for a secret that cannot.
 */
export function createSignalSources(deps: SignalSourcesDeps, options: RunOptions): readonly SignalSource[] {
	if (options.signals.length === 0) {
		return [];
	}

	const { log, say, secrets = noSecrets } = deps;
	const { signalProviders: providers = {} } = options;
	const shared = secrets.shared === undefined ? [] : [secrets.shared];
	for (const secret of [...Object.values(secrets.named).flat(), ...shared]) {
		log.hide(secret);
	}

	return openSignalSources(options.signals.map(parseSourceSpec), {
		...deps,
		net: { connect: connectSocket },
		openStream,
		openListener,
		openForReading,
		input: createStandardInput,
		ids: openIds(deps, options.tradeDir),
		secretsOf: source => namedSecrets(secrets, source) ?? shared,
		// The shared one is for those who call here. It is not sent to servers that are called.
		tokenOf: source => namedSecrets(secrets, source)?.[0],
		settingsOf: source => (Object.hasOwn(providers, source) ? providers[source]! : {}),
		log: say,
		onListening: (port, { host, source }) => {
			const place = `http://${host.includes(':') ? `[${host}]` : host}:${port}/signals/${source}`;
			const isSigned = (namedSecrets(secrets, source) ?? shared).length > 0;
			deps.onListening(`signals by webhook at ${place}, ${isSigned ? 'signed' : 'unverified: no secret is set'}`);
		},
	});
}

function namedSecrets({ named }: WebhookSecrets, source: string): readonly string[] | undefined {
	return Object.hasOwn(named, source) ? named[source] : undefined;
}

function openIds({ clock, files, say }: SignalSourcesDeps, folder: string): SignalIds {
	try {
		files.makeFolder(folder);
	} catch {
		// What cannot be written there is told when it is: a webhook is answered with 503 then.
	}

	return createSignalIds(clock, { path: join(folder, idsFile), files, log: say });
}
