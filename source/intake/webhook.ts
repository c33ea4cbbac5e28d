import { isKcmonError } from '../lib/errors.js';
import type { Clock, InboundAnswer, InboundPost, OpenListener, Random } from '../lib/seams.js';
import type { SignalVerification } from '../model/signal-event.js';
import type { SignalSource } from '../signals/source.js';
import type { Acceptance, Intake } from './intake.js';
import { createKeepOpen } from './keep-open.js';
import { createRateGate, createSeldom, type RateGate } from './rate.js';
import { retainedMs } from './signal-ids.js';
import { maxSignalBytes } from './signal-schema.js';
import { createVerifier, isDeliveryId, type Verifier } from './verify.js';

export type WebhookDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly openListener: OpenListener;
	readonly intake: Intake;
	/** Secrets of a source; none = its posts are taken unverified. */
	readonly secretsOf: (source: string) => readonly string[];
	/** The field that holds a secret in the events of a source, where the user allows that. */
	readonly bodySecretFieldOf: (source: string) => string | undefined;
	/** Hears words for a person, without secrets. */
	readonly log: (text: string) => void;
	/** Hears the port. */
	readonly onListening?: (port: number) => void;
};

export type WebhookOptions = {
	readonly host: string;
	readonly port: number;
	readonly source: string;
	/** Refuses sources without a secret: others than this machine can reach it. */
	readonly signedOnly: boolean;
};

type Door = {
	readonly verify: Verifier;
	readonly admit: RateGate;
	readonly sayForged: () => void;
	readonly sayFlood: () => void;
};

const sourcePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const maxStrangers = 16;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Signals by webhook: `POST /signals/NAME` with one event or a JSON list.
 *
 * 202 taken · 200 a duplicate · 400 malformed, with the field's name as the body · 401 not signed as the source's secret
 * asks · 404 another path · 429 above the source's rate · 503 what was taken could not be written down; the sender should
 * try again. What is answered with 202 is on the disk as seen before the answer goes out.
 */
export function createWebhookSource(deps: WebhookDeps, options: WebhookOptions): SignalSource {
	const { clock, intake, log } = deps;
	const doors = new Map<string, Door>();

	const createDoor = (name: string, secrets: readonly string[], who: string): Door => ({
		verify: createVerifier({ source: name, secrets, bodySecretField: deps.bodySecretFieldOf(name) }),
		admit: createRateGate(clock),
		sayForged: createSeldom(clock, count => log(`signals from ${who}: ${count} refused, not signed with its secret`)),
		sayFlood: createSeldom(clock, count => log(`signals from ${who}: ${count} refused, above its rate`)),
	});

	// Names that are not set up: the first few have a rate each, the rest one together. Else a new name for each post
	// would pass any rate.
	const strangers = createDoor('', [], 'sources without a secret');
	let strangersMet = 0;

	const doorOf = (name: string): Door => {
		const known = doors.get(name);
		if (known !== undefined) {
			return known;
		}

		const secrets = deps.secretsOf(name);
		const isStranger = name !== options.source && secrets.length === 0;
		if (isStranger && strangersMet === maxStrangers) {
			return strangers;
		}

		strangersMet += isStranger ? 1 : 0;
		const door = isStranger ? { ...strangers, admit: createRateGate(clock) } : createDoor(name, secrets, name);
		doors.set(name, door);
		return door;
	};

	// A secret that cannot be one is told before anything listens.
	doorOf(options.source);

	const take = (post: InboundPost): InboundAnswer => {
		const name = sourceOf(post.target);
		if (name === undefined) {
			return { status: 404 };
		}

		const door = doorOf(name);
		const verified = door.verify(post, clock.wallNow());
		if (verified === undefined || (verified === 'none' && options.signedOnly)) {
			door.sayForged();
			return { status: 401 };
		}

		const text = decode(post.body);
		if (text === undefined) {
			return door.admit(1) ? malformed(intake, name) : flooded(door);
		}

		const delivery = post.headers['webhook-id'];
		const acceptance = intake.accept(
			text,
			{ source: name, verified },
			{
				lists: true,
				durable: true,
				...(isUndated(post, verified) ? { maxAgeMs: retainedMs } : {}),
				delivery: delivery !== undefined && isDeliveryId(delivery) ? delivery : undefined,
				admit: door.admit,
			},
		);
		return acceptance.kind === 'refused' ? flooded(door) : answerOf(acceptance);
	};

	let problem = '';
	const sayProblem = createSeldom(clock, count => log(`signals by webhook: ${count} not taken: ${problem}`));

	const onPost = (post: InboundPost): InboundAnswer => {
		try {
			return take(post);
		} catch (error) {
			if (!isKcmonError(error)) {
				throw error;
			}

			problem = error.message;
			sayProblem();
			return { status: 503 };
		}
	};

	const say = (text: string): void => log(`webhook on ${options.host}:${options.port}: ${text}`);
	let listensAt = options.port;
	// Whoever had the port may be on the way out.
	const { start, stop, standing } = createKeepOpen({ ...deps, say, upWord: 'listening' }, ({ onLive, onEnd }) => {
		const close = deps.openListener(options, {
			onPost,
			onListening: port => {
				listensAt = port;
				onLive();
				deps.onListening?.(port);
			},
			onFailure: ({ text }) => {
				close();
				onEnd({ text });
			},
		});
		return close;
	});
	return {
		name: options.source,
		start,
		stop,
		link: () => ({ name: options.source, place: `webhook ${options.host}:${listensAt}`, ...standing() }),
	};
}

/** Proved by something that stays good for ever: only its id tells that it came before. */
function isUndated({ headers }: InboundPost, verified: SignalVerification): boolean {
	return verified !== 'none' && headers['webhook-signature'] === undefined;
}

function sourceOf(target: string): string | undefined {
	const name = /^\/signals\/([^/?#]+)\/?(?:\?.*)?$/.exec(target)?.[1];
	return name !== undefined && sourcePattern.test(name) && name !== 'kcmon' ? name : undefined;
}

function decode(body: Uint8Array): string | undefined {
	try {
		return decoder.decode(body);
	} catch {
		return undefined;
	}
}

function malformed(intake: Intake, source: string): InboundAnswer {
	intake.quarantine(`expected UTF-8 text of at most ${maxSignalBytes} bytes`, source);
	return { status: 400, text: 'body' };
}

function flooded(door: Door): InboundAnswer {
	door.sayFlood();
	return { status: 429, headers: { 'retry-after': '1' } };
}

function answerOf(acceptance: Acceptance): InboundAnswer {
	switch (acceptance.kind) {
		case 'malformed':
			return { status: 400, text: acceptance.field === '' ? 'body' : acceptance.field };
		case 'duplicate':
			return { status: 200 };
		case 'refused':
			return { status: 429 };
		case 'taken':
		case 'ignored':
			return { status: 202 };
	}
}
