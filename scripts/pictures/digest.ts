import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What decides how the desk looks. */
const shown = ['ui/painters', 'ui/theme', 'ui/ticket', 'ui/layout.ts', 'ui/surfaces.ts', 'ui/skeleton.ts'];

/** SHA-256 of the sources of the screen: pictures made with another one may show another screen. */
export function digestOfScreen(): string {
	const hash = createHash('sha256');
	for (const path of shown) {
		const whole = resolve('source', path);
		const files = path.includes('.')
			? [whole]
			: readdirSync(whole, { recursive: true, withFileTypes: true })
					.filter(entry => entry.isFile())
					.map(entry => join(entry.parentPath, entry.name))
					.sort();
		for (const file of files) {
			hash.update(readFileSync(file));
		}
	}

	return hash.digest('hex');
}
