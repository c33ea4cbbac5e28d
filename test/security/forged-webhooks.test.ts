import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createWebhookSource } from '../../source/intake/webhook.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { budget, seed } from '../fuzz/budget.js';
import { createMutator } from '../fuzz/mutate.js';
import { createFakeListener, createFolder, createRun, eventOf, wall } from '../intake/signal-rig.js';

const key = Buffer.from('0123456789abcdef0123456789abcdef');
const secret = `whsec_${key.toString('base64')}`;

type Post = { readonly body: string; readonly headers: Record<string, string> };

function sign(id: string, body: string, by: Buffer, seconds = wall / 1000): Post {
	const mac = createHmac('sha256', by).update(`${id}.${seconds}.${body}`).digest('base64');
	return {
		body,
		headers: { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${mac}` },
	};
}

test('none of 100,000 forged, mutated, stale or replayed posts is taken', () => {
	const place = createFolder();
	try {
		const mutator = createMutator(seed);
		const clock = createVirtualClock({ wall });
		const run = createRun(place.folder, { clock });
		const listener = createFakeListener();
		createWebhookSource(
			{
				clock,
				random: () => 0.5,
				openListener: listener.openListener,
				intake: run.intake,
				secretsOf: () => [secret],
				bodySecretFieldOf: () => undefined,
				log: run.log,
			},
			{ host: '127.0.0.1', port: 1, source: 'signed', signedOnly: false },
		).start();
		const body = JSON.stringify(eventOf({ id: 'true', reason: 'breakout above 67,000' }));
		const honest = sign('msg_1', body, key);
		expect(listener.post('/signals/signed', honest.body, honest.headers).status).toBe(202);
		expect(run.counted()).toEqual(['true']);

		const change = (text: string): string => {
			let changed = text;
			while (changed === text) {
				changed = mutator.text(text, honest.body);
			}

			return changed;
		};
		const withHeader = (name: string, value: string): Post => ({
			...honest,
			headers: { ...honest.headers, [name]: value },
		});
		const forgeries: readonly (() => Post)[] = [
			() => ({ ...honest, body: change(body) }),
			() => withHeader('webhook-signature', change(honest.headers['webhook-signature']!)),
			() => withHeader('webhook-id', change('msg_1')),
			() => withHeader('webhook-timestamp', change(honest.headers['webhook-timestamp']!)),
			() => sign(`msg_${mutator.below(1e6)}`, body, randomBytes(32)),
			() => sign(`msg_${mutator.below(1e6)}`, body, Buffer.from(secret.slice(0, 16))),
			() => sign(`old_${mutator.below(1e6)}`, body, key, wall / 1000 + mutator.pick([-301, -86_400, 400, 86_400])),
			() => ({
				body,
				headers: { 'webhook-signature': mutator.pick(['', 'v1,', 'v1', 'v2,AAAA', 'v1,=', 'v1a,AAAA']) },
			}),
			() => ({ body, headers: { 'x-desk-signature': `sha256=${randomBytes(32).toString('hex')}` } }),
			() => ({ body, headers: {} }),
			() => honest,
		];
		const outcomes = new Map<number, number>();
		for (let count = budget(100_000); count > 0; count -= 1) {
			const { body: sent, headers } = mutator.pick(forgeries)();
			// The true signature among others proves a post, as the standard says of keys that are exchanged.
			const isTrue =
				sent === body &&
				headers['webhook-id'] === 'msg_1' &&
				headers['webhook-timestamp'] === honest.headers['webhook-timestamp'] &&
				headers['webhook-signature']?.split(' ').includes(honest.headers['webhook-signature']!);
			const { status } = listener.post('/signals/signed', sent, headers);
			outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
			if (status === 202 || (status !== 401 && isTrue !== true)) {
				throw new Error(`seed ${seed}: taken: ${JSON.stringify({ sent, headers })}`);
			}

			// Replays of the true post are repeats by its id; the clock gives its rate room.
			if (count % 50 === 0) {
				clock.advanceSync(1);
			}
		}

		console.log(`forged webhooks: ${JSON.stringify({ seed, ...Object.fromEntries(outcomes) })}`);
		expect(run.counted()).toEqual(['true']);
		expect(outcomes.get(401)).toBeGreaterThan(budget(80_000));
		expect([...outcomes.keys()].sort()).toEqual([200, 401, 429]);
	} finally {
		place.remove();
	}
}, 3_600_000);
