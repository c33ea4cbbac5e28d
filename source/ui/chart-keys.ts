import { candleIntervals } from '../model/market-event.js';
import type { ChartWindow } from './chart-window.js';
import type { DeskDeps } from './desk-deps.js';
import type { ActionId } from './keymap/bindings.js';

/** What keys do to the chart; false when the action is none of the chart's. */
export type ChartKeys = { readonly act: (id: ActionId) => boolean };

export function createChartKeys(
	{ views, ui, say, execute }: Pick<DeskDeps, 'views' | 'ui' | 'say' | 'execute'>,
	chart: ChartWindow,
): ChartKeys {
	const moveInterval = (by: 1 | -1): void => {
		const index = candleIntervals.indexOf(views.candleInterval()) + by;
		const interval = candleIntervals[index];
		if (interval === undefined) {
			say(`no ${by < 0 ? 'shorter' : 'longer'} interval than ${views.candleInterval()}`);
		} else {
			execute({ type: 'candles.interval', interval });
			say(`chart ${interval}`);
		}
	};

	const move = (id: ActionId): boolean => {
		switch (id) {
			case 'move.left':
				chart.moveBars(-1);
				return true;
			case 'move.right':
				chart.moveBars(1);
				return true;
			case 'move.up':
				chart.moveRows(-1);
				return true;
			case 'move.down':
				chart.moveRows(1);
				return true;
			case 'move.pageUp':
				chart.page(-1);
				return true;
			case 'move.pageDown':
				chart.page(1);
				return true;
			default:
				return false;
		}
	};

	return {
		act(id) {
			switch (id) {
				case 'chart.show':
					ui.dispatch({ type: 'focus.set', pane: ui.get().focus === 'chart' ? 'depth' : 'chart' });
					return true;
				case 'chart.shorter':
					moveInterval(-1);
					return true;
				case 'chart.longer':
					moveInterval(1);
					return true;
				case 'chart.mode':
					say(`chart as ${chart.nextMode() === 'line' ? 'a line of closes' : 'candles'}`);
					return true;
				case 'chart.lines':
					say(`chart lines: ${chart.nextLines()}`);
					return true;
				default:
					return ui.get().dialog === undefined && ui.get().focus === 'chart' && move(id);
			}
		},
	};
}
