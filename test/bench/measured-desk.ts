import type { Clock } from '../../source/lib/seams.js';
import { openKeyboard } from '../../source/platform/keyboard.js';
import { openTty } from '../../source/platform/tty.js';
import { createDashboard, type Dashboard, type DashboardDeps } from '../../source/ui/dashboard.js';
import { createScreen, type Screen } from '../../source/ui/screen/screen.js';
import { loadTextWidth } from '../../source/ui/text-width.js';
import { themes } from '../../source/ui/theme/themes.js';
import type { FrameMeter } from './frame-meter.js';

export const fps = 15;

/** The dashboard on the terminal of this process, as the program puts it there; every frame is measured. */
export async function showMeasuredDesk(
	{
		clock,
		views,
		execute,
		meter,
	}: Pick<DashboardDeps, 'views' | 'execute'> & {
		readonly clock: Clock;
		readonly meter: FrameMeter;
	},
	layout?: string,
): Promise<{ readonly dashboard: Dashboard; readonly screen: Screen }> {
	const tty = openTty(clock);
	const screen = createScreen({
		clock,
		tty: {
			...tty,
			writer: {
				...tty.writer,
				// What a frame asks first, and does last.
				isReady: () => {
					meter.start();
					return tty.writer.isReady();
				},
				write: text => {
					const isTaken = tty.writer.write(text);
					meter.end();
					return isTaken;
				},
			},
		},
		theme: themes.dark,
		colorDepth: 'truecolor',
		fps,
	});
	const dashboard = createDashboard(
		{
			views,
			clock,
			execute,
			quit: () => process.exit(0),
			suspend: () => {},
			repaint: screen.paintNow,
			showTheme: () => {},
		},
		{ ascii: false, theme: 'dark', hasColor: true, ...(layout === undefined ? {} : { layout }) },
	);
	screen.start();
	const { mountApp } = await import('../../source/ui/app.js');
	await loadTextWidth();
	mountApp(dashboard, screen, { stdin: openKeyboard().stream });
	return { dashboard, screen };
}
