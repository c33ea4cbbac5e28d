import { expect, test } from 'vitest';
import { parseSignalSpec } from '../../source/intake/spec.js';
import { UsageError } from '../../source/lib/errors.js';

test('reads where signals come from', () => {
	expect(parseSignalSpec('stdin')).toEqual({ kind: 'stdin', source: 'voiceofchain' });
	expect(parseSignalSpec('stdin?source=desk')).toEqual({ kind: 'stdin', source: 'desk' });
	expect(parseSignalSpec('file:/tmp/a.ndjson')).toEqual({
		kind: 'file',
		path: '/tmp/a.ndjson',
		source: 'voiceofchain',
		fromStart: false,
	});
	expect(parseSignalSpec('file:a.ndjson?source=x.y&from=start')).toEqual({
		kind: 'file',
		path: 'a.ndjson',
		source: 'x.y',
		fromStart: true,
	});
	expect(parseSignalSpec('file:odd?name')).toMatchObject({ path: 'odd?name' });
});

test.each([
	['pigeon', /expected stdin or file:PATH/],
	['file:', /expected a path/],
	['stdin?source=', /name is 1 to 32/],
	['stdin?source=kcmon', /own/],
	['stdin?from=start', /unknown parameter "from"/],
	['file:a?from=middle', /start or end, was "middle"/],
	['webhook:9000', /webhook sources are not in this version/],
	['wss://example.com/x', /wss sources are not in this version/],
	['sse+https://example.com/x?source=a', /sse\+https sources are not in this version/],
])('refuses %s', (spec, message) => {
	expect(() => parseSignalSpec(spec)).toThrow(message);
	expect(() => parseSignalSpec(spec)).toThrow(UsageError);
});
