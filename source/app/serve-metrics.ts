import type { Engine } from '../engine/engine.js';
import { createKeepOpen } from '../intake/keep-open.js';
import type { Cancel } from '../lib/seams.js';
import { servePage } from '../platform/page-server.js';
import type { Machine } from './machine.js';
import { createMetrics, type MetricsDeps } from './metrics.js';

export type ServeMetricsDeps = Pick<Machine, 'clock' | 'random'> &
	Pick<MetricsDeps, 'mode' | 'venue' | 'signalLatency'> & {
		readonly engine: Pick<Engine, 'store' | 'subscribe'>;
		/** Hears words for a person: that the port is taken. It is tried again. */
		readonly say: (text: string) => void;
		/** Hears where the page is. */
		readonly onListening: (text: string) => void;
	};

/** Serves the metrics of a run at `/metrics` of `host:port` until it is canceled. */
export function serveMetrics(deps: ServeMetricsDeps, { host, port }: { host: string; port: number }): Cancel {
	const { engine } = deps;
	const metrics = createMetrics({ ...deps, state: engine.store.state, version: __KCMON_VERSION__ });
	const stopObserving = engine.subscribe(metrics.observe);
	const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
	const say = (text: string): void => deps.say(`metrics on ${place}: ${text}`);
	const page = createKeepOpen({ ...deps, say }, ({ onLive, onEnd }) => {
		const close = servePage(
			{ host, port, path: '/metrics', contentType: metrics.contentType },
			{
				onAsk: metrics.scrape,
				onListening: () => {
					onLive();
					deps.onListening(`metrics at http://${place}/metrics`);
				},
				onFailure: ({ text }) => {
					close();
					onEnd({ text });
				},
			},
		);
		return close;
	});
	page.start();
	return () => {
		stopObserving();
		page.stop();
	};
}
