import { resolveAlertUse } from '../../source/app/alert-use.js';
import type { AppIo } from '../../source/app/io.js';
import type { RunOptions } from '../../source/app/options.js';
import { resolveSignalUse } from '../../source/app/signal-use.js';
import { settingOf } from '../../source/config/schema.js';
import type { Logger } from '../../source/platform/logger.js';

export const dataDir = '/sim/kcmon';

/** The first trades, the second is nearly always quiet. */
export const symbols = ['BTC-USDT', 'ETH-USDT'] as const;

/** As the settings of a careful trader, but for limits wide enough to trade all day. */
export const runOptions: RunOptions = {
	mode: 'live',
	symbols,
	areSymbolsNamed: true,
	restUrl: undefined,
	dataDir,
	tradeDir: dataDir,
	credentialsFile: undefined,
	durationMs: undefined,
	json: false,
	csv: false,
	logLevel: 'info',
	seed: 1,
	scenario: undefined,
	fps: 15,
	lowBandwidth: 'off',
	theme: 'dark',
	color: 'none',
	plain: false,
	ascii: false,
	signals: [],
	metrics: undefined,
	channels: [],
	depth: 20,
	interval: '1min',
	port: 0,
	signalUse: resolveSignalUse('live', { settings: { get: key => settingOf(key).default as never }, env: {} }),
	alertUse: resolveAlertUse({ get: key => settingOf(key).default as never }, {}),
	trading: {
		limits: {
			maxOrderFunds: 20_000,
			maxDayFunds: 100_000_000,
			maxOpenOrders: 30,
			maxOrdersPerMinute: 60,
			priceBandBps: 5000,
			maxSessionLoss: 1_000_000,
			symbols: [],
		},
		oneKey: false,
		presetFunds: '100',
		onQuit: 'cancel-mine',
		onTerm: 'cancel-mine',
		onHangup: 'cancel-mine',
		paperBalances: { USDT: '10000' },
		paperLatencyMs: 0,
		allowOtherProducts: false,
	},
};

/** A program without a terminal. `onHalt` hears SIGUSR2. */
export const createSilentIo = (onHalt: AppIo['onHalt']): AppIo => ({
	stdout: () => true,
	onDrain: () => () => {},
	stderr: () => {},
	hide: () => {},
	onStop: () => () => {},
	onRestoreTerminal: () => () => {},
	onInterrupt: () => () => {},
	onHalt,
	stop: () => {},
	stopping: new AbortController().signal,
	stdoutIsTty: false,
	stdinIsTty: false,
});

export function createLineLog(write: (level: string, text: string) => void): Logger {
	const at =
		(level: string): Logger['info'] =>
		(message, fields) =>
			write(level, fields === undefined ? message : `${message} ${JSON.stringify(fields)}`);
	return {
		trace: () => {},
		debug: () => {},
		info: at('info'),
		warn: at('warn'),
		error: at('error'),
		hide: () => {},
		dropped: () => 0,
		close: () => {},
	};
}
