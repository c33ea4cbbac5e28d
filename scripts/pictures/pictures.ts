import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSimulator } from '../../source/simulator/simulator.js';
import { startInPty } from '../../test/helpers/pty.js';
import { digestOfPictures } from './digest.js';
import { type Scene, scenes } from './scenes.js';
import { movingSvg, palettes, type Shot, stillSvg } from './svg.js';

/**
 * Makes the pictures of the README from the real program in a pseudo-terminal on the embedded exchange, dark and light.
 * Usage: npm run pictures [-- SCENE …]. `media/pictures.json` keeps what their sources were, so that a test
 * can tell pictures that are older than what they show.
 */
const shotEveryMs = 450;
const holdLastMs = 2500;
const media = resolve('media');

async function record(scene: Scene, theme: 'dark' | 'light'): Promise<readonly Shot[]> {
	const folder = mkdtempSync(join(tmpdir(), 'kcmon-picture-'));
	const signalsFile = join(folder, 'signals.ndjson');
	writeFileSync(signalsFile, '', { mode: 0o600 });
	const exchange = await startSimulator({ seed: 11, port: 0, scenario: scene.scenario });
	const args = ['bin/kcmon.js', '--demo', '--rest-url', exchange.restUrl, '--data-dir', join(folder, 'data')];
	const desk = startInPty(process.execPath, [...args, '--theme', theme, '--signals', `file:${signalsFile}`], {
		columns: scene.columns,
		rows: scene.rows,
	});
	let shots: Shot[] = [];
	let beganAt = 0;
	const take = (): void => {
		const cells = desk.cells();
		const atMs = shots.length === 0 ? 0 : performance.now() - beganAt;
		const before = shots.at(-1);
		if (before === undefined || JSON.stringify(before.cells) !== JSON.stringify(cells)) {
			shots.push({ atMs: Math.round(atMs), cells });
		}
	};
	const roll = (): void => {
		shots = [];
		beganAt = performance.now();
		take();
	};
	let standsUntil = 0;
	const shoot = (ms: number): void => {
		shots.push({ atMs: standsUntil, cells: desk.cells() });
		standsUntil += ms;
	};
	const hold = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms));
	const camera = scene.isByHand === true ? undefined : setInterval(take, shotEveryMs);
	try {
		await scene.play({
			desk,
			signalsFile,
			breakWith: fault => exchange.control(fault),
			hold,
			press: async (key, ms = 400) => {
				desk.press(key);
				await hold(ms);
			},
			roll,
			shoot,
		});
		if (scene.isByHand !== true) {
			take();
		}

		return shots;
	} finally {
		clearInterval(camera);
		await desk.cleanup();
		await exchange.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

const wanted = process.argv.slice(2);
mkdirSync(media, { recursive: true });
for (const scene of scenes.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
	for (const theme of ['dark', 'light'] as const) {
		const shots = await record(scene, theme);
		const palette = palettes[theme];
		const svg = scene.moves
			? movingSvg(shots, palette, scene.title, holdLastMs)
			: stillSvg(shots.at(-1)!, palette, scene.title);
		writeFileSync(join(media, `${scene.name}-${theme}.svg`), svg);
		const hash = createHash('sha256').update(svg).digest('hex').slice(0, 12);
		console.log(
			`media/${scene.name}-${theme}.svg  ${shots.length} shots  ${(svg.length / 1024).toFixed(0)} KiB  ${hash}`,
		);
	}
}

if (wanted.length === 0) {
	writeFileSync(
		join(media, 'pictures.json'),
		`${JSON.stringify({ screen: await digestOfPictures() }, undefined, '\t')}\n`,
	);
}

process.exit(0);
