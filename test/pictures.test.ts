import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { digestOfPictures, sourcesOfPictures } from '../scripts/pictures/digest.js';
import { scenes } from '../scripts/pictures/scenes.js';

/** Nothing of them is left in the program. */
const onlyTypes = new Set(['spans.ts']);

const media = resolve(import.meta.dirname, '../media');

test('the pictures are as new as what they show (npm run pictures)', async () => {
	const { screen } = JSON.parse(readFileSync(resolve(media, 'pictures.json'), 'utf8')) as { screen: string };

	expect(screen).toBe(await digestOfPictures());
});

test('what they show is panes and dialogs, where they are placed, what is said in them, and the scenes', async () => {
	const sources = await sourcesOfPictures();

	expect(sources).toEqual(
		expect.arrayContaining([
			'scripts/pictures/scenes.ts',
			'scripts/pictures/svg.ts',
			'source/lib/format.ts',
			'source/lib/layout-text.ts',
			'source/market/tape-rows.ts',
			'source/store/selectors/health.ts',
			'source/store/selectors/watchlist.ts',
			'source/ui/lay-plan.ts',
			'source/ui/layouts.ts',
			'source/ui/painters/chart.ts',
			'source/ui/screen/colors.ts',
			'source/ui/screen/compositor.ts',
			'source/ui/theme/themes.ts',
			'source/ui/ticket/paint-review.ts',
			'source/ui/tour.ts',
			'test/helpers/first-minutes.ts',
		]),
	);
	for (const name of readdirSync(resolve(import.meta.dirname, '../source/ui/painters'))) {
		if (!name.endsWith('.d.ts') && !onlyTypes.has(name)) {
			expect(sources).toContain(`source/ui/painters/${name}`);
		}
	}
});

test.each(scenes.flatMap(({ name, title }) => ['dark', 'light'].map(theme => ({ name, theme, title }))))(
	'the $theme $name is a picture with words, and in the README',
	({ name, theme, title }) => {
		const svg = readFileSync(resolve(media, `${name}-${theme}.svg`), 'utf8');
		const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');

		expect(svg).toContain(`aria-label="${title}"`);
		expect(svg).toContain('DEPTH');
		expect(readme).toContain(`media/${name}-${theme}.svg`);
	},
);
