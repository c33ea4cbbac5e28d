import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toOrderLine } from '../../source/app/account-lines.js';
import { nameAccount } from '../../source/app/account-name.js';
import { readWish } from '../../source/app/cancel-command.js';
import { readDemoState, withCarriedState } from '../../source/app/carried-state.js';
import { formatCsv } from '../../source/app/csv.js';
import { type OpenDesk, openDesk } from '../../source/app/desk.js';
import { sharesAccount } from '../../source/app/holder.js';
import { openInstance, readInstance } from '../../source/app/instance.js';
import { createMemoryJournal } from '../../source/app/memory-journal.js';
import type { RunOptions } from '../../source/app/options.js';
import { openPaperAccount } from '../../source/app/paper-account.js';
import { readPaperFile } from '../../source/app/paper-file.js';
import { createMarketOfStore, darkMarket } from '../../source/app/paper-market.js';
import { parseArguments } from '../../source/app/parse.js';
import type { VenueAccess } from '../../source/app/venue-access.js';
import { openFileJournal } from '../../source/journal/file-journal.js';
import type { Journal } from '../../source/journal/journal.js';
import { journalFolder } from '../../source/journal/segments.js';
import { KcmonError } from '../../source/lib/errors.js';
import type { Files } from '../../source/lib/seams.js';
import type { OrderRequest } from '../../source/model/order.js';
import { createClock } from '../../source/platform/clock.js';
import { createFiles } from '../../source/platform/files.js';
import { createStore } from '../../source/store/store.js';
import type { VenueOrder } from '../../source/trading/gateway.js';
import type { Approved } from '../../source/trading/risk.js';

const clock = createClock();
const files = createFiles();
let random = 0;
const deps = {
	files,
	clock,
	random: () => {
		random = (random + 0.137) % 1;
		return random;
	},
};
let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kcmon-desk-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

test('a data directory keeps its four characters for ever', () => {
	expect(readInstance(files, folder)).toBeUndefined();
	const instance = openInstance(deps, folder);

	expect(instance).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/);
	expect(openInstance(deps, folder)).toBe(instance);
	writeFileSync(join(folder, 'instance'), 'nonsense');
	expect(openInstance(deps, folder)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/);
});

test.each([
	[{ mode: 'paper', restUrl: undefined }, 'KuCoin', 'paper'],
	[{ mode: 'live', restUrl: undefined }, 'KuCoin', 'live:1a2b'],
	[{ mode: 'live', restUrl: 'http://127.0.0.1:9' }, '127.0.0.1:9', 'live:1a2b@127.0.0.1:9'],
	[{ mode: 'demo', restUrl: 'http://127.0.0.1:9' }, '127.0.0.1:9', 'demo:127.0.0.1:9'],
] as const)('%o at %s is the account %s', (options, venue, account) => {
	expect(nameAccount(options, venue, { keyTail: '1a2b', random: deps.random })).toBe(account);
});

test('no embedded exchange has the account of another', () => {
	const name = () =>
		nameAccount({ mode: 'demo', restUrl: undefined }, 'demo exchange', { keyTail: 'x', random: deps.random });

	expect(name()).not.toBe(name());
});

function openJournal(account: string): Journal {
	const opening = openFileJournal(deps, { folder: journalFolder(folder), account, version: 'test' });
	if (opening.kind === 'refused') {
		throw opening.error;
	}

	return opening.journal;
}

test('a halt of one demo is carried into the next, until it is lifted; other accounts have no part in it', () => {
	const first = openJournal('demo:aaa');
	first.append('kill', 'test', { scope: 'mine' });
	first.close();
	const paper = openJournal('paper');
	paper.append('risk', 'test', { state: 'ACTIVE' });
	paper.close();

	expect(readDemoState(files, folder)).toBe('HALTED');
	const second = openJournal('demo:bbb');
	expect(withCarriedState(second, 'HALTED').recovered()[0]).toMatchObject({ kind: 'risk', body: { state: 'HALTED' } });
	second.append('risk', 'test', { state: 'ACTIVE' });
	second.close();

	expect(readDemoState(files, folder)).toBe('ACTIVE');
	expect(withCarriedState(second, 'ACTIVE')).toBe(second);
});

test.each([
	['a full disk asks for room', { 'append to': 'ENOSPC' }, /ENOSPC.*orders are refused.*Make room on the disk/],
	['a journal of somebody else asks for its permissions', { 'append to': 'EACCES' }, /EACCES.*permissions/],
	['a broken chain asks for a repair', {}, /line 1, seq 1.*orders are refused.*kcmon journal repair/],
] as const)('of a journal that cannot be opened, %s', async (name, codes, words) => {
	openJournal('paper').close();
	const inJournal = (path: string): boolean => path.startsWith(journalFolder(folder));
	if (name.startsWith('a broken chain')) {
		const [segment] = files.list(journalFolder(folder)).filter(file => file.endsWith('.ndjson'));
		writeFileSync(join(journalFolder(folder), segment as string), '{"v":1,"seq":1}\n{"v":1,"seq":2}\n');
	}

	const code = (codes as { readonly 'append to'?: string })['append to'];
	const troubled: Files = {
		...files,
		append: (path, text, options) => {
			if (inJournal(path) && code !== undefined) {
				throw new KcmonError(`Could not append to ${path}: ${code}`, { code: 'ERR_FILE' });
			}

			files.append(path, text, options);
		},
	};
	const desk = (await openDesk(
		{
			...deps,
			files: troubled,
			venue: { name: 'KuCoin', kucoin: { account: undefined }, clock } as unknown as VenueAccess,
			acquireLock: async () => ({ held: true, release: () => {} }) as never,
		},
		{
			mode: 'paper',
			tradeDir: folder,
			restUrl: undefined,
			trading: { limits: {}, paperLatencyMs: 0, paperBalances: { USDT: '1' } },
			signalUse: { requireVerified: true, auto: undefined },
		} as unknown as RunOptions,
	)) as OpenDesk;
	desk.close();

	expect(desk.journalProblem).toMatch(words);
	expect(/repair/.test(desk.journalProblem ?? '')).toBe(name.startsWith('a broken chain'));
});

test('a journal that forgets takes no intent', () => {
	const journal = createMemoryJournal();

	expect(journal.append('cancel.request', 'test', {})).toBe(1);
	expect(journal.broken()).toBe(true);
	expect(() => journal.append('intent', 'test', {})).toThrow(/no journal/);
});

const request = {
	clientOid: 'kc1TEST1',
	symbol: 'BTC-USDT',
	side: 'buy',
	type: 'limit',
	price: '100',
	size: '1',
	funds: undefined,
	timeInForce: 'GTC',
	cancelAfter: undefined,
	postOnly: false,
	hidden: false,
	iceberg: false,
	visibleSize: undefined,
	stop: undefined,
} as unknown as Approved<OrderRequest>;

const instrument = {
	symbol: 'BTC-USDT',
	baseCurrency: 'BTC',
	quoteCurrency: 'USDT',
	baseMinSize: '0.00001',
	quoteMinSize: '0.1',
	baseMaxSize: '10000',
	quoteMaxSize: '99999999',
	baseIncrement: '0.00000001',
	quoteIncrement: '0.000001',
	priceIncrement: '0.1',
	priceLimitRate: '0.1',
	minFunds: '0.1',
	enableTrading: true,
	feeCurrency: 'USDT',
	makerFeeCoefficient: '1',
	takerFeeCoefficient: '1',
};

test('the paper account is saved before anybody hears of a change, and found again', async () => {
	const open = () => openPaperAccount(deps, { folder, latencyMs: 0, balances: { USDT: '1000' } });
	const savedWhenHeard: string[] = [];
	const gateway = open().createGateway({
		market: {
			...darkMarket(clock),
			isLive: () => true,
			instrument: () => instrument as never,
			levels: (_symbol, side) => (side === 'ask' ? [['101', '5']] : [['99', '5']]),
		},
		publish: () => {
			savedWhenHeard.push(readFileSync(join(folder, 'paper.json'), 'utf8'));
		},
		say: () => {},
	});

	const outcome = await gateway.submit(request, clock.wallNow());
	gateway.stop();

	expect(outcome).toMatchObject({ kind: 'accepted' });
	expect(savedWhenHeard.length).toBeGreaterThan(0);
	expect(savedWhenHeard[0]).toContain('kc1TEST1');
	const again = open();
	expect(again.symbols).toEqual(['BTC-USDT']);
	expect(again.state.orders).toMatchObject([{ request: { clientOid: 'kc1TEST1' }, active: true }]);
});

test('a paper account that is not JSON is refused with the file named', () => {
	writeFileSync(join(folder, 'paper.json'), '{"v":1,');

	expect(() => readPaperFile(files, folder)).toThrow(expect.objectContaining({ code: 'ERR_PAPER_STATE' }));
	expect(() => readPaperFile(files, folder)).toThrow(folder);
});

test('paper fills against the books of the store, level by level', () => {
	const store = createStore(clock, ['BTC-USDT']);
	store.apply({
		type: 'book-snapshot',
		symbol: 'BTC-USDT',
		source: 'level2',
		sequence: 7,
		bids: [
			['99.5', '2'],
			['99', '3'],
		],
		asks: [['100', '1']],
		time: 5000,
		receivedAt: 5001,
	} as never);
	const market = createMarketOfStore(store.state, clock);

	expect([...market.levels('BTC-USDT', 'bid')]).toEqual([
		['99.5', '2'],
		['99', '3'],
	]);
	expect(market.sizeAt('BTC-USDT', 'bid', '99.0')).toBe('3');
	expect(market.sizeAt('BTC-USDT', 'bid', '99.2')).toBe('0');
	expect(market.sizeAt('BTC-USDT', 'ask', '100')).toBe('1');
	expect(market.bookTime('BTC-USDT')).toBe(5000);
	expect([...market.levels('NO-PE', 'ask')]).toEqual([]);
	expect(market.isLive('BTC-USDT')).toBe(false);
});

const order: VenueOrder = {
	orderId: '1',
	clientOid: 'c',
	symbol: 'BTC-USDT',
	side: 'buy',
	type: 'limit',
	price: '1',
	size: '2',
	funds: '2',
	filledSize: '0',
	filledFunds: '0',
	canceledSize: '0',
	active: true,
	cancelExist: false,
	createdAt: 1,
};

test.each([
	[{}, 'WORKING'],
	[{ filledSize: '1' }, 'PARTIAL'],
	[{ active: false, filledSize: '2' }, 'FILLED'],
	[{ active: false, filledSize: '1' }, 'CANCELED'],
	[{ active: false, type: 'market', size: '0', funds: '5', filledSize: '1' }, 'FILLED'],
	[{ active: false, type: 'market', size: '0', funds: '5' }, 'CANCELED'],
] as const)('an order with %o is %s', (changes, status) => {
	expect(toOrderLine({ ...order, ...changes }, 2).status).toBe(status);
});

test.each([
	[{ mode: 'paper', venue: 'KuCoin' }, { mode: 'paper', restUrl: undefined }, true],
	[{ mode: 'paper', venue: 'KuCoin' }, { mode: 'live', restUrl: undefined }, false],
	[{ mode: 'live', venue: 'KuCoin' }, { mode: 'live', restUrl: undefined }, true],
	[{ mode: 'live', venue: 'KuCoin' }, { mode: 'live', restUrl: 'https://api.kucoin.com' }, true],
	[{ mode: 'live', venue: '127.0.0.1:9' }, { mode: 'live', restUrl: 'http://127.0.0.1:9' }, true],
	[{ mode: 'live', venue: '127.0.0.1:9' }, { mode: 'live', restUrl: undefined }, false],
	[{ mode: 'demo', venue: 'demo exchange' }, { mode: 'demo', restUrl: undefined }, true],
] as const)('whoever trades %o has the account of %o: %s', (holder, options, shares) => {
	expect(sharesAccount({ pid: 1, account: 'a', ...holder }, options)).toBe(shares);
});

test.each([
	['cancel a b', { scope: 'ids', ids: ['a', 'b'] }],
	['cancel --symbol btc-usdt', { scope: 'symbol', symbol: 'BTC-USDT' }],
	['cancel --mine', { scope: 'mine' }],
	['cancel --account --live', { scope: 'account' }],
])('%s means %o', (line, wish) => {
	expect(readWish(parseArguments(line.split(' ')))).toEqual(wish);
});

test.each([
	['cancel', /needs to be told what/],
	['cancel --mine --account', /one scope/],
	['cancel a --mine', /one scope/],
	['cancel --symbol BTC', /BASE-QUOTE/],
	['cancel BTC-USDT', /order id/],
	['cancel a/../b', /order id/],
])('%s is refused', (line, words) => {
	expect(() => readWish(parseArguments(line.split(' ')))).toThrow(words);
});

test('comma-separated values quote what would break a row', () => {
	expect(
		formatCsv(
			['a', 'b'],
			[
				['x,y', 'say "hi"'],
				[1, null],
			],
		),
	).toBe('a,b\n"x,y","say ""hi"""\n1,\n');
});
