/** One row of the table of faults: fired when every name it needs was counted over the seeds. */
export type Row = {
	readonly row: number;
	readonly fault: string;
	/** A fault of ours, or what the client did; `a|b` = either. */
	readonly needs: readonly string[];
};

/** The rows that can happen inside one process. Terminals, configuration and signals have tests of their own. */
export const rows: readonly Row[] = [
	{ row: 1, fault: 'connect refused, dead edge', needs: ['fault net.refuse', 'fault net.edgeDead', 'socket refused'] },
	{ row: 2, fault: 'DNS failure', needs: ['fault dns', 'socket DNS ENOTFOUND'] },
	{ row: 3, fault: 'TLS failure', needs: ['fault tls', 'socket TLS failed # times: R tries again'] },
	{
		row: 4,
		fault: 'TCP half-open',
		needs: ['fault blackhole both', 'fault blackhole up', 'fault blackhole down', 'socket dead socket'],
	},
	{ row: 5, fault: 'pong missing, data flows', needs: ['fault mute.pong', 'socket pong # missed'] },
	{
		row: 6,
		fault: 'one topic silent; a quiet market',
		needs: [
			'fault mute.topic book',
			'fault mute.topic ticker',
			'fault mute.topic match',
			'fault quiet market',
			'probe moved',
			'probe quiet',
			'topic book silent behind the venue',
			'topic ticker silent behind the venue',
			'topic trades silent behind the venue',
		],
	},
	{
		row: 7,
		fault: 'token 429, 5xx, slow',
		needs: [
			'hit rest.token.429',
			'hit rest.token.500',
			'hit rest.token.slow',
			'socket token #',
			'socket token timeout',
		],
	},
	{ row: 8, fault: 'token expired', needs: ['fault token.expire', 'fault token.life', 'socket closed # Bye'] },
	{ row: 9, fault: 'welcome never comes', needs: ['hit mute.welcome', 'socket no welcome'] },
	{ row: 10, fault: 'ack missing', needs: ['hit mute.ack', 'subscribe sent again'] },
	{ row: 11, fault: 'ack error', needs: ['hit ack.err', 'subscribe sent again', 'topic orders failed error #'] },
	{ row: 12, fault: 'level-2 gap', needs: ['hit l2.drop', 'book gap # missing'] },
	{
		row: 13,
		fault: 'level-2 duplicate, overlap',
		needs: ['hit l2.dup', 'hit l2.straddle', 'samples with duplicates dropped'],
	},
	{ row: 14, fault: 'level-2 reorder', needs: ['hit l2.swap', 'book gap # missing'] },
	{ row: 15, fault: 'snapshot older than the buffer', needs: ['hit snap.lag', 'book gap snapshot old ×#'] },
	{ row: 16, fault: 'snapshot fails for ever', needs: ['hit snap.500', 'book sync L# → depth#'] },
	{ row: 17, fault: 'crossed book', needs: ['hit l2.corrupt', 'book gap crossed'] },
	{ row: 18, fault: 'book wrong, sequence right', needs: ['hit l2.silentCorrupt', 'book gap audit'] },
	{ row: 19, fault: 'malformed JSON', needs: ['malformed bad-json', 'malformed refused'] },
	{
		row: 20,
		fault: 'oversized, deep, binary frame',
		needs: ['malformed oversized', 'malformed deep', 'malformed binary', 'socket bad frame'],
	},
	{
		row: 21,
		fault: 'type mismatch, missing field',
		needs: ['malformed wrong-type', 'malformed missing-field', 'malformed big-integer', 'malformed not-finite'],
	},
	{
		row: 22,
		fault: 'clock skew',
		needs: ['fault venue clock step', 'fault venue clock drift', 'fault clock drift', 'clock found more than 1 s off'],
	},
	{ row: 23, fault: 'wall clock jumps', needs: ['fault clock step', 'socket clock jumped #s'] },
	{ row: 24, fault: 'event-loop stall', needs: ['fault loop stall', 'paint book AGEING'] },
	{ row: 25, fault: 'feed faster than usual', needs: ['fault feed flood', 'painted in a flood'] },
	{
		row: 26,
		fault: 'laptop sleep, SIGSTOP',
		needs: [
			'fault sleep',
			'fault freeze',
			'socket stopped #s',
			'notice DISARMED: stopped #s|notice DISARMED: clock jumped #s',
		],
	},
	{
		row: 33,
		fault: 'disk full, fsync error',
		needs: ['fault disk full', 'fault fsync error', 'denied JOURNAL_BROKEN', 'gate the journal cannot be written'],
	},
	{
		row: 36,
		fault: 'journal torn tail',
		needs: ['fault torn write', 'fault power cut', 'notice # torn line of #ndjson was cut into #ndj'],
	},
	{ row: 39, fault: 'same key used elsewhere', needs: ['fault other client', 'external order'] },
	{
		row: 40,
		fault: 'kill -9 mid-order',
		needs: ['fault kill -9', 'fault kill -9 at a touch', 'died', 'notice last exit: killed or cut off; comparing '],
	},
	{
		row: 41,
		fault: 'place: timeout, reset, 5xx, HTML, bad JSON',
		needs: [
			'hit rest.place.lostAck',
			'hit rest.place.never',
			'hit rest.place.lateAccept',
			'hit rest.html403',
			'hit rest.truncated',
			'order UNKNOWN',
			'order NOT PLACED',
		],
	},
	{ row: 42, fault: 'place: failed before a byte', needs: ['order NOT SENT'] },
	{ row: 43, fault: 'place: rejected', needs: ['order REJECTED'] },
	{ row: 44, fault: 'place: unlisted answer', needs: ['hit rest.dataNull', 'hit rest.500', 'order UNKNOWN'] },
	{ row: 45, fault: 'partial fill, then disconnect', needs: ['stream lost between two fills'] },
	{
		row: 46,
		fault: 'private stream lost, orders open',
		needs: ['gate private stream down · polling', 'fault mute.private'],
	},
	{
		row: 47,
		fault: 'private topic mute',
		needs: [
			'fault mute.topic orders',
			'compared: order stream silent',
			'notice order stream silent: subscribed anew, an',
			'orders subscribed anew',
		],
	},
	{ row: 48, fault: 'cancel races a fill', needs: ['hit race.cancelFill', 'filled before cancel'] },
	{ row: 49, fault: 'cancel timeout', needs: ['hit rest.cancel.lostAck', 'cancel sent again'] },
	{ row: 50, fault: 'duplicate event', needs: ['hit priv.dup', 'fills counted'] },
	{ row: 51, fault: 'out-of-order events', needs: ['hit priv.late', 'fills counted'] },
	{ row: 52, fault: 'unknown order', needs: ['external order'] },
	{ row: 53, fault: 'NOT PLACED order lives', needs: ['fault resurrection', 'seen resurrected', 'gate HALTED'] },
	{ row: 54, fault: 'balance mismatch', needs: ['fault bal.skew', 'gate REDUCING'] },
	{ row: 55, fault: '429', needs: ['hit rest.429', 'fault quota.set', 'kills'] },
	{
		row: 56,
		fault: 'maintenance',
		needs: ['fault venue.status', 'venue close', 'venue cancelonly', 'denied VENUE_NOT_OPEN'],
	},
	{
		row: 57,
		fault: 'pair delisted, trading off',
		needs: [
			'fault delisting',
			'topic book failed DELISTED',
			'fault trading halt of the pair',
			'denied SYMBOL_NOT_TRADING',
		],
	},
	{ row: 60, fault: 'kill switch', needs: ['kills', 'kills verified', 'denied TRADING_HALTED'] },
	{ row: 67, fault: 'exit with working orders', needs: ['exit quit', 'exit terminate', 'exit hangup', 'stopped'] },
];

/** What a row still waits for. */
export const missingOf = (row: Row, facts: Readonly<Record<string, number>>): readonly string[] =>
	row.needs.filter(need => !need.split('|').some(name => (facts[name] ?? 0) > 0));
