import { expect, test } from 'vitest';
import { commands } from '../../source/app/commands.js';
import { flags } from '../../source/app/flags.js';
import { parseArguments } from '../../source/app/parse.js';
import { isKcmonError, type KcmonError } from '../../source/lib/errors.js';

const parse = (line: string) => parseArguments(line === '' ? [] : line.split(' '));

function refusalOf(line: string): KcmonError {
	try {
		parse(line);
	} catch (error) {
		if (isKcmonError(error)) {
			return error;
		}

		throw error;
	}

	throw new Error(`Accepted ${line}`);
}

test.each([
	['', '', []],
	['BTC-USDT', '', ['BTC-USDT']],
	['btc-usdt Eth-Usdt BTC-USDT', '', ['BTC-USDT', 'ETH-USDT']],
	['--demo BTC-USDT', '', ['BTC-USDT']],
	['stream', 'stream', []],
	['stream btc-usdt 1INCH-USDT', 'stream', ['BTC-USDT', '1INCH-USDT']],
	['--demo --seed 5 stream BTC-USDT', 'stream', ['BTC-USDT']],
	['--data-dir stream ticker', 'ticker', []],
	['book BTC-USDT --depth 5', 'book', ['BTC-USDT']],
	['stream -- BTC-USDT', 'stream', ['BTC-USDT']],
])('%o is the command %o for %o', (line, name, symbols) => {
	expect(parse(line)).toMatchObject({ command: { name }, symbols });
});

test('keeps the values of flags, in both spellings', () => {
	const { flags: given } = parse(
		'stream --demo --rest-url=http://127.0.0.1:1 --channels book --channels ticker,trades --no-color --depth 5',
	);

	expect(Object.fromEntries(given)).toEqual({
		demo: true,
		'rest-url': 'http://127.0.0.1:1',
		channels: ['book', 'ticker,trades'],
		'no-color': true,
		depth: '5',
	});
});

test('of a flag given twice the last one counts', () => {
	expect(parse('--fps 3 --fps 4').flags.get('fps')).toBe('4');
});

test.each([
	['strem', 'Unknown command: strem', 'Did you mean kcmon stream?'],
	['STREAM', 'Unknown command: STREAM', 'Did you mean kcmon stream?'],
	['dashboard', 'Unknown command: dashboard', 'The nearest command is'],
	['tikcer --channels book', 'Unknown command: tikcer', 'Did you mean kcmon ticker?'],
	['BTC-USDT prob', 'Unknown command: prob', 'Did you mean kcmon probe?'],
	['BTCUSDT', 'Unknown command: BTCUSDT', 'Did you mean BTC-USDT?'],
	['eth/usdt', 'Unknown command: eth/usdt', 'Did you mean ETH-USDT?'],
	['BTC-', 'Unknown command: BTC-', 'The nearest command is'],
	['BTC-USDT-X', 'Unknown command: BTC-USDT-X', 'The nearest command is'],
	['-- --help', 'Unknown command: --help', 'The nearest command is'],
	['ticker btcusdt', 'Expected a symbol of the form BASE-QUOTE, was "btcusdt"', 'Did you mean BTC-USDT?'],
	['ticker foo', 'Expected a symbol of the form BASE-QUOTE, was "foo"', 'A symbol is written like BTC-USDT'],
	['book', 'kcmon book takes one symbol, was given 0', 'Usage: kcmon book SYMBOL'],
	['book BTC-USDT ETH-USDT', 'kcmon book takes one symbol, was given 2', 'Usage: kcmon book SYMBOL'],
	['keys now', 'kcmon keys takes no argument, was "now"', 'Usage: kcmon keys'],
	['--durration 5s', 'Unknown flag: --durration', 'Did you mean --duration?'],
	['stream --chanels=book', 'Unknown flag: --chanels', 'Did you mean --channels?'],
	['--xyzzy', 'Unknown flag: --xyzzy', 'The nearest flag is'],
	['-v', 'Unknown flag: -v', 'The nearest flag is --version'],
	['-V', 'Unknown flag: -V', 'The nearest flag is --version'],
	['-x', 'Unknown flag: -x', 'The nearest flag is'],
	['--csv', '--csv does not belong to the dashboard', 'kcmon balances'],
	['cancel --simbol BTC-USDT', 'Unknown flag: --simbol', 'Did you mean --symbol?'],
	['keys --channels book', '--channels does not belong to kcmon keys', 'kcmon stream'],
	['--depth 5', '--depth does not belong to the dashboard', 'kcmon stream'],
	['--fps', '--fps needs a value: --fps N', undefined],
	['stream --json=yes', '--json takes no value, was "--json=yes"', undefined],
	['config gte', 'Unknown action of kcmon config: gte', 'Did you mean get?'],
	['config set fps', 'Wrong number of words after set: 1', 'Usage: kcmon config set KEY VALUE'],
	['config path x', 'Wrong number of words after path: 1', 'Usage: kcmon config path'],
	['completions', 'kcmon completions needs one of bash, zsh, fish', 'Usage: kcmon completions bash|zsh|fish'],
	['completions tcsh', 'Unknown action of kcmon completions: tcsh', 'zsh'],
])('refuses %o', (line, message, hint) => {
	const error = refusalOf(line);

	expect(error.message).toBe(message);
	expect(error.exitCode).toBe(2);
	if (hint === undefined) {
		expect(error.hint).toBeUndefined();
	} else {
		expect(error.hint).toContain(hint);
	}
});

test('a command that takes a recording says so, and keeps symbols apart', () => {
	expect(parseArguments(['record', 'a.zst', 'btc-usdt'])).toMatchObject({ words: ['a.zst'], symbols: ['BTC-USDT'] });
	expect(refusalOf('record').message).toBe('kcmon record needs a file');
	expect(refusalOf('record a.zst b.zst').message).toContain('Expected a symbol');
	expect(refusalOf('replay a.zst b.zst').message).toBe('kcmon replay takes one file, was given 2');
});

test('every flag of the table is taken, with its value', () => {
	for (const { name, value } of flags) {
		const owner = commands.find(each => (each.flags as readonly string[]).includes(name));
		const words = { symbol: ['BTC-USDT'], file: ['a.zst'] }[String(owner?.words.kind)] ?? [];
		const line = [...(owner === undefined ? [] : [owner.name]), ...words, `--${name}`, ...(value ? ['1'] : [])];

		expect([...parseArguments(line).flags.keys()]).toEqual([name]);
	}
});
