import { expect, test } from 'vitest';
import type { OrderRequest } from '../../source/model/order.js';
import type { Gateway } from '../../source/trading/gateway.js';
import { type Approved, reviewOrder } from '../../source/trading/risk.js';
import { makeContext, makeRequest } from './order-samples.js';

/** Each of these lines fails the compiler's run of the tests once what it shows is no longer refused. */
test('a gateway takes an order that risk has approved, and the compiler nothing else', () => {
	const sent: OrderRequest[] = [];
	const gateway: Pick<Gateway, 'submit'> = {
		submit: async order => {
			sent.push(order);
			return { kind: 'accepted', orderId: 'v1' };
		},
	};
	const request = makeRequest();
	const verdict = reviewOrder(request, makeContext());
	if (verdict.kind !== 'approved') {
		throw new Error(verdict.code);
	}

	void gateway.submit(verdict.order, 0);
	// The very request, unchanged: approval is of the compiler's world alone.
	expect(sent).toEqual([request]);
	expect(sent[0]).toBe(request);

	const refusedByCompiler = () => {
		// @ts-expect-error Nobody has reviewed it.
		void gateway.submit(request, 0);
		// @ts-expect-error A changed copy is another order.
		void gateway.submit({ ...verdict.order, size: '1000' }, 0);
		// @ts-expect-error A denial is no order.
		void gateway.submit(reviewOrder(request, makeContext()), 0);
		// @ts-expect-error Approval of something else is none of an order.
		void gateway.submit({ symbol: 'BTC-USDT' } as unknown as Approved<Pick<OrderRequest, 'symbol'>>, 0);
		// @ts-expect-error Nobody else can make the mark.
		void gateway.submit({ ...request, isApproved: true }, 0);
	};
	expect(refusedByCompiler).toBeTypeOf('function');
});
