/** For esbuild: Ink imports this development tool behind a flag that kcmon never sets. */
export const stubDevtools = {
	name: 'stub-react-devtools',
	setup(build) {
		build.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'react-devtools-core', namespace: 'stub' }));
		build.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'export default {};' }));
	},
};
