import type { CandleInterval } from '../model/market-event.js';

export type Mode = 'demo' | 'paper' | 'live' | 'read-only';

/** Everything the command line, the environment and the settings decided, checked. One record for every command. */
export type RunOptions = {
	readonly mode: Mode;
	readonly symbols: readonly string[];
	/** Undefined: KuCoin's own. In demo mode the embedded exchange's, once it runs. */
	readonly restUrl: string | undefined;
	readonly dataDir: string;
	readonly credentialsFile: string | undefined;
	readonly durationMs: number | undefined;
	readonly json: boolean;
	readonly csv: boolean;
	readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error';
	readonly seed: number;
	readonly scenario: string | undefined;
	readonly fps: number;
	readonly lowBandwidth: boolean;
	readonly theme: string;
	readonly color: 'truecolor' | '256' | '16' | 'none';
	readonly plain: boolean;
	readonly ascii: boolean;
	readonly signals: readonly string[];
	readonly metrics: { readonly host: string; readonly port: number } | undefined;
	readonly channels: readonly string[];
	readonly depth: number;
	readonly interval: CandleInterval;
	readonly port: number;
};
