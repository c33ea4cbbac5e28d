import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askHolder, type ControlRequest, parseRequest, serveControl } from '../../source/app/control-channel.js';
import { KcmonError } from '../../source/lib/errors.js';

let folder: string;
let close = (): void => {};

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kcmon-control-'));
});

afterEach(() => {
	close();
	close = () => {};
	rmSync(folder, { recursive: true, force: true });
});

test('asks and is answered; nobody listens afterwards', async () => {
	const heard: ControlRequest[] = [];
	close = await serveControl(folder, async request => {
		heard.push(request);
		return { halted: true };
	});

	const reply = await askHolder(folder, { ask: 'kill', why: 'test' }, { timeoutMs: 5000 });
	close();

	expect(reply).toEqual({ kind: 'answer', result: { halted: true } });
	expect(heard).toEqual([{ ask: 'kill', why: 'test' }]);
	expect(await askHolder(folder, { ask: 'hello' }, { timeoutMs: 5000 })).toEqual({ kind: 'nobody' });
	expect(existsSync(join(folder, 'control'))).toBe(false);
});

test('says what it could not do, without the details of a bug', async () => {
	const failures = [new KcmonError('the exchange is away', { code: 'ERR_TEST' }), new TypeError('secret details')];
	close = await serveControl(folder, async () => {
		throw failures.shift();
	});

	expect(await askHolder(folder, { ask: 'hello' }, { timeoutMs: 5000 })).toEqual({
		kind: 'refused',
		problem: 'the exchange is away',
	});
	expect(await askHolder(folder, { ask: 'hello' }, { timeoutMs: 5000 })).toEqual({
		kind: 'refused',
		problem: 'it failed; see the log',
	});
});

test('who does not answer in time is silent', async () => {
	close = await serveControl(folder, () => new Promise(() => {}));

	expect(await askHolder(folder, { ask: 'hello' }, { timeoutMs: 50 })).toEqual({ kind: 'silent' });
});

test('a socket that a killed process left is taken over', async () => {
	const path = join(folder, 'control');
	const stale = createServer();
	await new Promise<void>(done => stale.listen(path, done));
	await new Promise<void>(done => stale.close(() => done()));
	writeFileSync(path, 'left over');

	close = await serveControl(folder, async () => 'here');

	expect(await askHolder(folder, { ask: 'hello' }, { timeoutMs: 5000 })).toEqual({ kind: 'answer', result: 'here' });
});

test('a folder whose name is too long for a socket works too', async () => {
	const long = join(folder, 'x'.repeat(120));
	mkdirSync(long);
	close = await serveControl(long, async () => 'here');

	expect(await askHolder(long, { ask: 'hello' }, { timeoutMs: 5000 })).toEqual({ kind: 'answer', result: 'here' });
	expect(await askHolder(folder, { ask: 'hello' }, { timeoutMs: 5000 })).toEqual({ kind: 'nobody' });
});

test('what is no request is refused, and a flood without a line is cut off', async () => {
	close = await serveControl(folder, async () => 'here');
	const talk = (text: string): Promise<string> =>
		new Promise(done => {
			let reply = '';
			const socket = connect(join(folder, 'control'), () => socket.write(text));
			socket.on('data', chunk => {
				reply += chunk.toString();
			});
			socket.on('error', () => {});
			socket.on('close', () => done(reply));
		});

	expect(JSON.parse(await talk('{"ask":"buy"}\n'))).toEqual({ ok: false, problem: 'the request was not understood' });
	expect(await talk('x'.repeat(200_000))).toBe('');
});

test.each([
	['', undefined],
	['null', undefined],
	['[]', undefined],
	['{"ask":"hello"}', { ask: 'hello' }],
	['{"ask":"kill"}', undefined],
	[`{"ask":"kill","why":"${'x'.repeat(101)}"}`, undefined],
	['{"ask":"cancel","what":{"scope":"mine"}}', { ask: 'cancel', what: { scope: 'mine' } }],
	['{"ask":"cancel","what":{"scope":"symbol"}}', undefined],
	['{"ask":"cancel","what":{"scope":"ids","ids":["a",1]}}', undefined],
	['{"ask":"cancel","what":{"scope":"ids","ids":["a"]}}', { ask: 'cancel', what: { scope: 'ids', ids: ['a'] } }],
	['{"ask":"cancel","what":{"scope":"everything"}}', undefined],
	['{"ask":"image","since":12.5}', { ask: 'image', since: 12.5 }],
	['{"ask":"image"}', undefined],
	['{"ask":"account","list":"secrets","symbols":[]}', undefined],
	['{"ask":"account","list":"fills","symbols":["A-B"]}', { ask: 'account', list: 'fills', symbols: ['A-B'] }],
])('reads %o as %o', (line, request) => {
	expect(parseRequest(line)).toEqual(request);
});
