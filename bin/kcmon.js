#!/usr/bin/env node
// The launcher stays in syntax that any Node of the last ten years can parse,
// so that too old a Node gets one clear line instead of a stack trace.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 13)) {
	process.stderr.write(
		`kcmon needs Node 22.13 or newer, this is ${process.versions.node} (in a checkout, "npm start" and "npm run demo" bring their own)\n`,
	);
	process.exit(2);
}

// React chooses its build by this variable when it is first imported.
process.env.NODE_ENV = 'production';
import('../dist/cli.js').catch(error => {
	if (error && error.code === 'ERR_MODULE_NOT_FOUND') {
		process.stderr.write('kcmon is not built yet: run "npm install" or "npm run build" in its folder\n');
		process.exit(2);
	}

	process.stderr.write(`${error && error.stack ? error.stack : error}\n`);
	process.exit(70);
});
