import { CredentialsError } from '../config/credentials.js';
import { isApiError } from '../exchange/kucoin/errors.js';

/** What the venue says of a key that it does not take. Source: KuCoin docs, Error Code (REST). */
const keyCodes = new Set(['400001', '400003', '400004', '400005', '400006', '400007', '400008', '400009']);

/** Runs what signs with the user's key: where the venue refuses the key itself, that is a `CredentialsError`. */
export async function withKeyErrors<Value>(ask: () => Promise<Value>): Promise<Value> {
	try {
		return await ask();
	} catch (error) {
		if (isApiError(error) && error.venueCode !== undefined && keyCodes.has(error.venueCode)) {
			throw new CredentialsError(error.message, error.hint);
		}

		throw error;
	}
}
