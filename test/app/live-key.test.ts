import { expect, test } from 'vitest';
import { createKeyWatch, guardGateway } from '../../source/app/live-key.js';
import { refuseUnsafeLive } from '../../source/app/live-safety.js';
import { CredentialsError } from '../../source/config/credentials.js';
import { isKcmonError, KcmonError, NetError } from '../../source/lib/errors.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import type { Gateway, SubmitOutcome } from '../../source/trading/gateway.js';

const fit = {
	permissions: ['General', 'Spot'],
	refusals: [],
	warnings: ['no IP list'],
	isMaster: true,
	hasIpWhitelist: false,
	vipLevel: 0,
};
const unreachable = new NetError('it failed', { kind: 'refused', text: 'refused', sent: false });

function makeWatch(answers: (typeof fit | Error | { refusals: string[] })[]) {
	const clock = createVirtualClock();
	const said: string[] = [];
	const watch = createKeyWatch({
		clock,
		say: (level, text) => {
			said.push(`${level} ${text}`);
		},
		check: async () => {
			const answer = answers.shift() ?? fit;
			if (answer instanceof Error) {
				throw answer;
			}

			return { ...fit, ...answer };
		},
	});
	return { clock, said, watch };
}

test('a fit key has no problem, and its warnings are told', async () => {
	const { watch, said } = makeWatch([fit]);
	expect(watch.problem()).toContain('not been checked');

	await watch.begin();

	expect(watch.problem()).toBeUndefined();
	expect(said).toEqual(['warning no IP list']);
});

test('a key that may move money refuses live, with the reason', async () => {
	const { watch } = makeWatch([{ refusals: ['the key may move money (Withdrawal)'] }]);

	await expect(watch.begin()).rejects.toThrow(/refused: the key may move money \(Withdrawal\)/);
	await expect(makeWatch([{ refusals: ['x'] }]).watch.begin()).rejects.toBeInstanceOf(CredentialsError);
});

test('a key that the venue does not take refuses live', async () => {
	const refused = new KcmonError('400003 the key does not exist', { code: 'ERR_API', exitCode: 5 });

	await expect(makeWatch([refused]).watch.begin()).rejects.toMatchObject({ exitCode: 3, code: 'ERR_CREDENTIALS' });
});

test('a venue that cannot be asked is asked again, and no order leaves before it answered', async () => {
	const { watch, clock, said } = makeWatch([unreachable, unreachable, fit]);
	const sent: string[] = [];
	const gateway = {
		submit: async (order: { clientOid: string }): Promise<SubmitOutcome> => {
			sent.push(order.clientOid);
			return { kind: 'accepted', orderId: '1' };
		},
		cancel: async () => ({ kind: 'requested' }),
	} as unknown as Gateway;
	const guarded = guardGateway(gateway, watch);
	const submit = (clientOid: string) => guarded.submit({ clientOid } as never, 0);

	await watch.begin();
	expect(await submit('early')).toMatchObject({ kind: 'not-sent', reason: expect.stringContaining('could not be') });
	expect(await guarded.cancel({} as never)).toEqual({ kind: 'requested' });
	await clock.advance(10_000);
	expect(watch.problem()).toContain('could not be');
	await clock.advance(10_000);
	expect(await submit('late')).toEqual({ kind: 'accepted', orderId: '1' });

	expect(sent).toEqual(['late']);
	expect(said).toContain('info the key was checked and is fit');
	watch.stop();
});

test.each([
	[{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, [], /certificates/],
	[{ NODE_OPTIONS: '--inspect=0.0.0.0:9229' }, [], /inspector/],
	[{}, ['--inspect-brk'], /inspector/],
	[{ NODE_OPTIONS: '--max-old-space-size=100 --require ./spy.cjs' }, [], /--require/],
	[{ NODE_OPTIONS: '--import=data:text/javascript,1' }, [], /--import/],
])('live is refused with %o %o', (env, execArgv, words) => {
	try {
		refuseUnsafeLive({ env, execArgv });
	} catch (error) {
		expect(isKcmonError(error) && [error.code, error.exitCode]).toEqual(['ERR_UNSAFE_PROCESS', 2]);
		expect((error as Error).message).toMatch(words);
		return;
	}

	throw new Error('It was not refused');
});

test('an ordinary process may trade live', () => {
	expect(() =>
		refuseUnsafeLive({
			env: { NODE_OPTIONS: '--max-old-space-size=4096', NODE_TLS_REJECT_UNAUTHORIZED: '1' },
			execArgv: ['--enable-source-maps'],
		}),
	).not.toThrow();
});
