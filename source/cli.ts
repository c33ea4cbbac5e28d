import { answerEarly } from './app/help.js';

const answer = answerEarly(process.argv.slice(2));
if (answer === undefined) {
	const [{ createHost }, { main }] = await Promise.all([import('./app/host.js'), import('./app/main.js')]);
	await main(createHost());
} else {
	// A reader that wants the first lines only (`| head`) is no failure.
	process.stdout.on('error', () => {});
	process.stdout.write(answer);
}
