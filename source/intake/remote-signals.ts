import { formatAge } from '../lib/format.js';
import type { Clock } from '../lib/seams.js';
import type { SignalLink } from '../signals/source.js';
import type { Intake, Provenance } from './intake.js';
import { createMute } from './rate.js';
import { maxSignalBytes } from './signal-schema.js';

export type RemoteSignals = {
	/** Takes one message: an event or a JSON list of them. */
	readonly take: (text: string) => void;
	/** A message that is no text, or too long to be one. */
	readonly refuse: (problem: string) => void;
	/** How a connection stands, with what is muted on it. */
	readonly describe: (standing: Pick<SignalLink, 'isUp' | 'text'>) => Pick<SignalLink, 'isUp' | 'text'>;
};

/** Where a token stands in an address that holds one. */
const tokenPlace = '{token}';

/** Messages of a server that we called → the intake, at the source's rate; above it the source is muted and says so. */
export function createRemoteSignals(
	{ clock, intake, log }: { readonly clock: Clock; readonly intake: Intake; readonly log: (text: string) => void },
	provenance: Provenance,
): RemoteSignals {
	const { source } = provenance;
	const { admit, remainingMs } = createMute(clock, text => {
		log(`signals from ${source}: ${text}`);
		intake.quarantine(text, source);
	});

	const refuse = (problem: string): void => {
		if (admit(1)) {
			intake.quarantine(problem, source);
		}
	};

	return {
		take: text => {
			if (Buffer.byteLength(text) > maxSignalBytes) {
				refuse(`expected a message of at most ${maxSignalBytes} bytes`);
			} else if (text.trim() !== '') {
				intake.accept(text, provenance, { lists: true, admit });
			}
		},
		refuse,
		describe: standing => {
			const mutedMs = remainingMs();
			return mutedMs > 0 ? { isUp: false, text: `muted for ${formatAge(mutedMs)}` } : standing;
		},
	};
}

/** The address to call and its headers: a token goes where the address says `{token}`, else into the authorization. */
export function authorize(
	url: string,
	token: string | undefined,
): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
	if (token === undefined) {
		return { url, headers: {} };
	}

	return url.includes(tokenPlace)
		? { url: url.replaceAll(tokenPlace, encodeURIComponent(token)), headers: {} }
		: { url, headers: { authorization: `Bearer ${token}` } };
}

/** Host and path for a person; a query may hold a token. */
export function placeOf(url: string): string {
	const { host, pathname } = new URL(url);
	return `${host}${pathname === '/' ? '' : pathname}`;
}
