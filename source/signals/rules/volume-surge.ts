import { evidence, logistic } from '../confidence.js';
import { readerOf, readFeature } from '../features.js';
import type { Rule } from '../rule.js';
import type { RuleSettings } from '../rule-settings.js';
import type { SymbolFeatures } from '../symbol-features.js';

const fixed = (value: number): string => value.toFixed(1);

/** `volume_surge`: far more volume of one taker side than usual, in more prints than usual. */
export function createVolumeSurge(settings: RuleSettings): Rule {
	const buyZ = readerOf('buy_surge_z');
	const sellZ = readerOf('sell_surge_z');
	const sideOf = (features: SymbolFeatures): 'buy' | 'sell' => (buyZ(features) >= sellZ(features) ? 'buy' : 'sell');
	const volumeZ = (features: SymbolFeatures): number => Math.max(buyZ(features), sellZ(features));
	const countZ = (features: SymbolFeatures): number =>
		readFeature(sideOf(features) === 'buy' ? 'buy_surge_count_z' : 'sell_surge_count_z', features);

	return {
		type: 'volume_surge',
		conditions: [
			{
				name: 'volume surge z',
				read: volumeZ,
				threshold: () => settings['surge.z'],
				release: () => settings['surge.z'] / 2,
				sense: 'at-least',
				format: fixed,
			},
			{
				name: 'count surge z',
				read: countZ,
				threshold: () => settings['surge.countZ'],
				release: () => settings['surge.countZ'] / 2,
				sense: 'at-least',
				format: fixed,
			},
		],
		gates: [],
		pace: 'trade',
		holdMs: settings['surge.holdMs'],
		cooldownMs: settings['surge.cooldownMs'],
		ttlMs: settings['surge.ttlMs'],
		horizon: '30s',
		features: [
			'mid',
			'buy_surge_z',
			'buy_surge_count_z',
			'sell_surge_z',
			'sell_surge_count_z',
			'trade_imbalance_10s',
			'ofi_z',
			'vwap_15m_z',
		],
		find(features) {
			const side = sideOf(features);
			const z = volumeZ(features);
			const volume = (side === 'buy' ? features.buySurge : features.sellSurge).volume();
			return {
				side,
				confidence: logistic(
					-0.4,
					0.15 * evidence(z, settings['surge.z']),
					0.1 * evidence(countZ(features), settings['surge.countZ']),
				),
				summary: `${side} volume ${Number(volume.toPrecision(4))} in 1 s, z ${fixed(z)}, prints z ${fixed(countZ(features))}`,
			};
		},
	};
}
