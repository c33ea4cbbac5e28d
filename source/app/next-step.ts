import { type KcmonError, NetError } from '../lib/errors.js';
import type { NetFailureKind } from '../lib/seams.js';

/** What a person can do about a connection that failed, by how it failed. */
export const nextStepOfNetFailure: Readonly<Record<NetFailureKind, string>> = {
	dns: 'Check the network and its name server; kcmon --demo works without',
	refused: 'Check the address, or whether a firewall or proxy is in the way',
	tls: 'Check the clock and who else answers in place of the exchange (proxy, captive portal)',
	timeout: 'Check the network; a firewall may drop the packets',
	reset: 'Try again; a proxy or firewall may cut connections',
	rejected: 'The exchange answered and said no; see the detail',
	protocol: 'Something else than the exchange answered; check --rest-url',
	unreachable: 'Check the network and its route; kcmon --demo works without',
	other: 'See the detail; kcmon --demo works without a network',
};

const doctor = 'kcmon doctor checks the way to the exchange, step by step';
const report = 'This should not happen: please report it with this line';
const ownership = 'Check that it exists, and its owner and mode; kcmon doctor checks the data directory';
const journal = 'kcmon journal verify says what holds, kcmon journal repair sets the rest aside';

/** What a person can do about an error whose place did not say so, by its code. */
export const nextSteps: Readonly<Record<string, string>> = {
	ERR_API: doctor,
	ERR_BUG: report,
	ERR_CONTROL: 'Name another --data-dir: its path may be too long, or on a disk without sockets',
	ERR_CREDENTIALS: 'kcmon credentials path says where they are read, kcmon doctor --live what they need',
	ERR_DEAD_MAN: 'Cancel the orders of some pairs: kcmon cancel --symbol SYMBOL --live',
	ERR_DECODE:
		'The exchange answered in another form than it documents: try again; if it stays, please report it with this line',
	ERR_EXCHANGE_PORT: 'Name another --port, or none for any free one',
	ERR_FILE: ownership,
	ERR_HOLDER: 'Try again; kcmon kill halts it and cancels its orders, whatever its screen does',
	ERR_JOURNAL_BROKEN: journal,
	ERR_JOURNAL_CHAIN: journal,
	ERR_JOURNAL_CLOSED: 'kcmon is on its way out: start it again',
	ERR_JOURNAL_ENTRY: report,
	ERR_JOURNAL_FILE: ownership,
	ERR_LEASE: doctor,
	ERR_LOCK: 'Leave the other kcmon, or name another --data-dir',
	ERR_MISSING_CREDENTIALS: 'kcmon doctor --live says where the key belongs; --demo and --paper need none',
	ERR_NOT_RUNNING: 'Start kcmon first, or name its --data-dir',
	ERR_NOT_WANTED: 'Nothing was asked of the exchange: what it was for is over; try again where it still is',
	ERR_NO_ACCOUNT: 'Name --live, --demo, or none for the paper account',
	ERR_NO_TERMINAL: 'Run it in the terminal that was left as it is',
	ERR_NO_TICKER: 'Try again in a moment; kcmon book SYMBOL shows whether anybody quotes the pair',
	ERR_OVER_BUDGET: 'Wait half a minute; other programs on the same key or address use up the same quota',
	ERR_PAPER_BALANCE: 'kcmon config set paper.balances says what a new paper account starts with',
	ERR_PAPER_STATE: 'Move the file away to begin a new paper account; its .bak is the one of the run before',
	ERR_RECORDING: 'What was recorded before that line can be played; kcmon record makes another',
	ERR_RECORDING_FILE: 'Check its path and ending (.zst, .gz or none), and the room on its disk',
	ERR_SETTINGS: 'Mend that line; kcmon config schema says what every key allows',
	ERR_STDOUT: 'Check the disk or the program that reads the output',
	ERR_STTY: 'Type: stty sane',
	ERR_TRANSPORT: doctor,
	ERR_UNKNOWN_SYMBOL: 'kcmon ticker BTC-USDT knows a pair; / in the dashboard finds one by its name',
	ERR_UNREACHABLE: doctor,
	ERR_UNSAFE_PROCESS: 'Start kcmon without it, or with --paper',
	ERR_UNSENDABLE: report,
	ERR_UNSIGNABLE: report,
	ERR_USAGE: 'kcmon --help lists commands and flags, kcmon COMMAND --help what one takes',
};

/** What the person who reads the error can do: its own hint, else what its code says. */
export function nextStepOf(error: KcmonError): string | undefined {
	return error.hint ?? (error instanceof NetError ? nextStepOfNetFailure[error.failure.kind] : nextSteps[error.code]);
}
