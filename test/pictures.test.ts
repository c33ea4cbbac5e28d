import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { digestOfScreen } from '../scripts/pictures/digest.js';
import { scenes } from '../scripts/pictures/scenes.js';

const media = resolve(import.meta.dirname, '../media');

test('the pictures are as new as the screen that they show (npm run pictures)', () => {
	const { screen } = JSON.parse(readFileSync(resolve(media, 'pictures.json'), 'utf8')) as { screen: string };

	expect(screen).toBe(digestOfScreen());
});

test.each(scenes.flatMap(({ name, title }) => ['dark', 'light'].map(theme => ({ name, theme, title }))))(
	'media/$name-$theme.svg is a picture with words, and in the README',
	({ name, theme, title }) => {
		const svg = readFileSync(resolve(media, `${name}-${theme}.svg`), 'utf8');
		const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');

		expect(svg).toContain(`aria-label="${title}"`);
		expect(svg).toContain('DEPTH');
		expect(readme).toContain(`media/${name}-${theme}.svg`);
	},
);
