/**
 * For esbuild: an import of one of Node's modules makes Node read every property that it has, lazily loaded parts
 * included: of `node:http` a WebSocket and with it undici, of `node:process` the standard streams. Where one or two names are
 * used, they are asked for without an import. A name that is not listed here fails the build.
 *
 * `node:child_process` brings a dozen modules, and `node:util` more than its one name; commander and chalk import them ahead
 * of the first frame.
 */
const builtin = name => `process.getBuiltinModule('node:${name}')`;
const contents = {
	process: `const { process } = globalThis;
export default process;
export const { env } = process;
export const cwd = () => process.cwd();`,
	http: `const http = ${builtin('http')};
export default http;
export const { Agent, ServerResponse, createServer, request, validateHeaderName, validateHeaderValue } = http;`,
	util: `export const stripVTControlCharacters = text => ${builtin('util')}.stripVTControlCharacters(text);`,
	child_process: `export default { spawn: (...args) => ${builtin('child_process')}.spawn(...args) };`,
};

export const leanBuiltins = {
	name: 'lean-builtins',
	setup(build) {
		build.onResolve({ filter: /^node:(process|http|util|child_process)$/ }, ({ path, importer, kind }) => {
			const name = path.slice('node:'.length);
			const isEarly = /[\\/]node_modules[\\/](commander|chalk)[\\/]/.test(importer);
			const isLean = kind === 'import-statement' && (isEarly || name === 'process' || name === 'http');
			return isLean ? { path: name, namespace: 'lean-builtin' } : undefined;
		});
		build.onLoad({ filter: /.*/, namespace: 'lean-builtin' }, ({ path }) => ({ contents: contents[path] }));
	},
};
