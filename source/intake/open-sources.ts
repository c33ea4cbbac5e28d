import { assertNever } from '../lib/assert-never.js';
import { UsageError } from '../lib/errors.js';
import type { ByteInput, Clock, Net, OpenForReading, OpenListener, OpenStream, Random } from '../lib/seams.js';
import type { SignalSource } from '../signals/source.js';
import type { FieldMap } from './field-map.js';
import { createFileSource } from './file.js';
import { createIntake, type Intake, type IntakeDeps } from './intake.js';
import { isLoopbackHost, type SourceSpec } from './spec.js';
import { createSseSource } from './sse.js';
import { createStdinSource } from './stdin.js';
import { createWebhookSource } from './webhook.js';
import { createWebsocketSource } from './websocket.js';

/** What the user has set for one source. */
export type SourceSettings = {
	readonly map?: FieldMap;
	/** Allows a secret in the body, in this field. Then such a signal is `secret`, not `hmac`. */
	readonly bodySecretField?: string;
	/** The first frame to a WebSocket server. */
	readonly subscribe?: string;
};

type WebhookSpec = Extract<SourceSpec, { readonly kind: 'webhook' }>;

export type SourcesDeps = Pick<IntakeDeps, 'publish' | 'isTradable' | 'pairs' | 'ids'> & {
	readonly clock: Clock;
	readonly random: Random;
	readonly net: Pick<Net, 'connect'>;
	readonly openStream: OpenStream;
	readonly openListener: OpenListener;
	readonly openForReading: OpenForReading;
	readonly input: () => ByteInput;
	/** Secrets that the posts of a source are signed with. */
	readonly secretsOf: (source: string) => readonly string[];
	/** What the server of a source is called with. */
	readonly tokenOf: (source: string) => string | undefined;
	readonly settingsOf: (source: string) => SourceSettings;
	/** Hears words for a person, without secrets. */
	readonly log: (text: string) => void;
	/** Hears the port that a webhook listens on. */
	readonly onListening?: (port: number, spec: WebhookSpec) => void;
};

/**
 * Creates the sources of outside signals, not yet started, all with one memory of what came. Throws a `UsageError` for
 * standard input given twice, and for a webhook that others than this machine could reach without a secret; a `KcmonError` for
 * a secret that cannot be one.
 */
export function openSignalSources(specs: readonly SourceSpec[], deps: SourcesDeps): readonly SignalSource[] {
	if (specs.filter(({ kind }) => kind === 'stdin').length > 1) {
		throw new UsageError('--signals stdin was given twice: there is only one standard input');
	}

	const intake = createIntake({ ...deps, mapOf: source => deps.settingsOf(source).map });
	return specs.map(spec => openSource(spec, deps, intake));
}

function openSource(spec: SourceSpec, deps: SourcesDeps, intake: Intake): SignalSource {
	switch (spec.kind) {
		case 'stdin':
			return createStdinSource({ ...deps, input: deps.input(), intake }, spec);
		case 'file':
			return createFileSource({ ...deps, open: deps.openForReading, intake }, spec);
		case 'webhook':
			return openWebhook(spec, deps, intake);
		case 'websocket': {
			const { subscribe } = deps.settingsOf(spec.source);
			return createWebsocketSource({ ...deps, intake }, { ...spec, subscribe, token: deps.tokenOf(spec.source) });
		}
		case 'sse':
			return createSseSource({ ...deps, intake }, { ...spec, token: deps.tokenOf(spec.source) });
		default:
			return assertNever(spec);
	}
}

function openWebhook(spec: WebhookSpec, deps: SourcesDeps, intake: Intake): SignalSource {
	const signedOnly = !isLoopbackHost(spec.host);
	if (signedOnly && deps.secretsOf(spec.source).length === 0) {
		throw new UsageError(
			`--signals webhook:${spec.host}:${spec.port}: others can reach it, and ${spec.source} has no secret`,
			'Set "webhook_secrets" in the credentials file, or KCMON_WEBHOOK_SECRET',
		);
	}

	const bodySecretFieldOf = (source: string): string | undefined => deps.settingsOf(source).bodySecretField;
	const onListening = (port: number): void => deps.onListening?.(port, spec);
	return createWebhookSource({ ...deps, intake, bodySecretFieldOf, onListening }, { ...spec, signedOnly });
}
