import type { SelfTradePrevention, TimeInForce } from './book-side.js';
import { parseUnits } from './fixed-point.js';
import type { Market } from './market.js';
import { type Outcome, refuse } from './rest-reply.js';

/** The body of a placement, checked against the rules of its market. */
export type OrderRequest = {
	readonly clientOid: string;
	readonly side: 'buy' | 'sell';
	readonly type: 'limit' | 'market';
	/** 0 for market orders. */
	readonly ticks: number;
	/** 0 for market orders by funds. */
	readonly lots: number;
	readonly funds: bigint | undefined;
	readonly timeInForce: TimeInForce;
	readonly cancelAfter: number;
	readonly postOnly: boolean;
	readonly hidden: boolean;
	readonly iceberg: boolean;
	readonly visibleLots: number;
	readonly stp: SelfTradePrevention | undefined;
	readonly remark: string | null;
	readonly tags: string | null;
};

const oidPattern = /^[A-Za-z0-9_ -]{1,40}$/;
const longestCancelAfter = 2_592_000;

/**
 * Reads a placement as the gateway does and says no with its codes: 400100 parameters, 600100 increments, 600101 funds.
 * Source: KuCoin docs, Add Order (HF), and its error codes.
 */
export function parseOrderRequest(body: Readonly<Record<string, unknown>>, market: Market): OrderRequest | Outcome {
	const { instrument, priceDecimals, baseDecimals } = market.profile;
	const { side, type = 'limit', timeInForce = 'GTC', stp } = body;
	const text = (name: string): string | undefined => {
		const value = body[name];
		return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
	};
	const flag = (name: string): boolean => body[name] === true || body[name] === 'true';
	const clientOid = text('clientOid') ?? '';
	if (clientOid !== '' && !oidPattern.test(clientOid)) {
		return refuse('400100', 'validation.createOrder.clientOidInvalid');
	}

	if (side !== 'buy' && side !== 'sell') {
		return refuse('400100', 'validation.createOrder.sideIsRequired');
	}

	if (type !== 'limit' && type !== 'market') {
		return refuse('400100', 'validation.createOrder.typeInvalid');
	}

	if (!isTimeInForce(timeInForce)) {
		return refuse('400100', 'validation.createOrder.timeInForceInvalid');
	}

	if (stp !== undefined && stp !== '' && stp !== null && !isStp(stp)) {
		return refuse('400100', 'validation.createOrder.stpInvalid');
	}

	const remark = text('remark') ?? null;
	const tags = text('tags') ?? null;
	if ((remark?.length ?? 0) > 20 || (tags?.length ?? 0) > 20) {
		return refuse('400100', 'The length of remark and tags cannot exceed 20 characters.');
	}

	const cancelAfter = Number(body.cancelAfter ?? -1);
	if (
		timeInForce === 'GTT' &&
		!(Number.isInteger(cancelAfter) && (cancelAfter === -1 || (cancelAfter > 0 && cancelAfter <= longestCancelAfter)))
	) {
		return refuse('400100', 'validation.createOrder.cancelAfterInvalid');
	}

	const common = {
		clientOid,
		side,
		type,
		timeInForce,
		cancelAfter,
		stp: isStp(stp) ? stp : undefined,
		remark,
		tags,
	} as const;
	const sizeText = text('size');
	const fundsText = text('funds');
	const size = sizeText === undefined ? undefined : sizeUnits(sizeText, baseDecimals, instrument.baseMinSize);
	if (size !== undefined && typeof size !== 'number') {
		return size;
	}

	if (type === 'market') {
		if (common.stp === 'DC') {
			return refuse('400100', 'The stp DC is not supported for market orders.');
		}

		if ((size === undefined) === (fundsText === undefined)) {
			return refuse('400100', 'Either size or funds is required for a market order.');
		}

		const quiet = { postOnly: false, hidden: false, iceberg: false, visibleLots: 0 };
		if (size !== undefined) {
			return { ...common, ...quiet, ticks: 0, lots: size, funds: undefined };
		}

		const funds = fundsUnits(fundsText!, market);
		return typeof funds === 'bigint' ? { ...common, ...quiet, ticks: 0, lots: 0, funds } : funds;
	}

	const priceText = text('price');
	if (size === undefined || priceText === undefined) {
		return refuse('400100', `validation.createOrder.${size === undefined ? 'size' : 'price'}IsRequired`);
	}

	const price = parseUnits(priceText, priceDecimals);
	if (price === undefined) {
		return refuse('600100', 'Order price increment invalid.');
	}

	if (price <= 0n || price > 1_000_000_000_000n) {
		return refuse('400100', 'price not in the given range!');
	}

	const ticks = Number(price);
	const least = parseUnits(instrument.minFunds ?? '0', priceDecimals + baseDecimals) ?? 0n;
	if (price * BigInt(size) < least) {
		return refuse('600101', `The order funds should more then ${instrument.minFunds} ${instrument.quoteCurrency}.`);
	}

	const iceberg = flag('iceberg');
	const visible = iceberg ? parseUnits(text('visibleSize') ?? '', baseDecimals) : 0n;
	const smallest = parseUnits(instrument.baseMinSize, baseDecimals) ?? 0n;
	if (iceberg && (visible === undefined || visible < smallest || visible * 20n < BigInt(size))) {
		return refuse('400100', 'The visibleSize is below the minimum requirement.');
	}

	return {
		...common,
		postOnly: flag('postOnly'),
		hidden: flag('hidden') && !iceberg,
		iceberg,
		visibleLots: Number(visible ?? 0n),
		ticks,
		lots: size,
		funds: undefined,
	};
}

function sizeUnits(text: string, decimals: number, minimum: string): number | Outcome {
	const units = parseUnits(text, decimals);
	if (units === undefined) {
		return refuse('600100', 'Order size increment invalid.');
	}

	if (units < (parseUnits(minimum, decimals) ?? 0n) || units === 0n) {
		return refuse('400100', 'Order size below the minimum requirement.');
	}

	// Within the published maximum, yet nobody here can pay for it.
	return units > BigInt(Number.MAX_SAFE_INTEGER) ? refuse('200004', 'Balance insufficient!') : Number(units);
}

function fundsUnits(text: string, market: Market): bigint | Outcome {
	const { instrument, priceDecimals, baseDecimals } = market.profile;
	const steps = parseUnits(text, decimalsOfStep(instrument.quoteIncrement));
	const scale = priceDecimals + baseDecimals;
	const funds = steps === undefined ? undefined : parseUnits(text, scale);
	if (funds === undefined) {
		return refuse('600100', 'Funds increment invalid.');
	}

	if (funds < (parseUnits(instrument.quoteMinSize, scale) ?? 0n)) {
		return refuse('600100', 'Funds below the minimum requirement.');
	}

	return funds > (parseUnits(instrument.quoteMaxSize, scale) ?? 0n)
		? refuse('400100', 'Funds above the maximum requirement.')
		: funds;
}

const decimalsOfStep = (step: string): number => step.split('.')[1]?.length ?? 0;

const isTimeInForce = (value: unknown): value is TimeInForce =>
	value === 'GTC' || value === 'GTT' || value === 'IOC' || value === 'FOK';

const isStp = (value: unknown): value is SelfTradePrevention =>
	value === 'CN' || value === 'CO' || value === 'CB' || value === 'DC';
