/**
 * For esbuild: an import of `node:process` or `node:util` makes Node read every property that those have, streams and
 * lazily loaded parts of Node included, and `node:child_process` brings a dozen modules: together a seventh of the time to the first
 * frame. The packages below, loaded ahead of it, use one or two names of them.
 */
const builtin = name => `process.getBuiltinModule('node:${name}')`;
const contents = {
	process: 'export default globalThis.process;',
	util: `export const stripVTControlCharacters = text => ${builtin('util')}.stripVTControlCharacters(text);`,
	child_process: `export default { spawn: (...args) => ${builtin('child_process')}.spawn(...args) };`,
};

export const leanBuiltins = {
	name: 'lean-builtins',
	setup(build) {
		build.onResolve({ filter: /^node:(process|util|child_process)$/ }, ({ path, importer }) =>
			/[\\/]node_modules[\\/](commander|chalk)[\\/]/.test(importer)
				? { path: path.slice('node:'.length), namespace: 'lean-builtin' }
				: undefined,
		);
		build.onLoad({ filter: /.*/, namespace: 'lean-builtin' }, ({ path }) => ({ contents: contents[path] }));
	},
};
