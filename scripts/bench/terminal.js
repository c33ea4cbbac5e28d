import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

export const size = { columns: 150, rows: 45 };
const frameEnd = '\u001B[?2026l';
const clear = /\u001B\[[23]J|\u001B\[(?:1;1)?H\u001B\[0?J/g;

/** A program of Node in a pseudo-terminal of 150×45 that is read as fast as it writes. */
export function startInTerminal(args, env = {}) {
	const startedAt = performance.now();
	const child = spawn(process.execPath, args.map(String), {
		name: 'xterm-256color',
		cols: size.columns,
		rows: size.rows,
		env: { ...process.env, TERM: 'xterm-256color', COLORTERM: 'truecolor', CI: '', ...env },
		encoding: null,
	});
	passOnPriority(child.pid);
	const emulator = new xterm.Terminal({ cols: size.columns, rows: size.rows, scrollback: 0, allowProposedApi: true });
	const counts = { bytes: 0, frames: 0, clears: 0 };
	let listeners = [];
	let isEmulated = true;
	let rest = '';
	child.onData(data => {
		const at = performance.now();
		const text = rest + data.toString('latin1');
		counts.bytes += data.length;
		counts.frames += text.split(frameEnd).length - 1;
		counts.clears += text.match(clear)?.length ?? 0;
		// A mark may be cut by the end of a read.
		const cut = Math.max(text.lastIndexOf('\u001B'), text.length - frameEnd.length);
		rest = text.endsWith(frameEnd) || text.length - cut > frameEnd.length ? '' : text.slice(cut);
		if (isEmulated) {
			emulator.write(data, () => {
				for (const listener of listeners) {
					listener(at);
				}
			});
		}
	});
	const exited = new Promise(resolve => child.onExit(resolve));

	return {
		pid: child.pid,
		startedAt,
		counts,
		/** Emulating every frame takes a core of its own: only where cells are looked at. */
		emulate: isWanted => {
			isEmulated = isWanted;
		},
		press: key => child.write(key),
		pause: () => child.pause(),
		resume: () => child.resume(),
		lines: () =>
			Array.from({ length: size.rows }, (_, y) => emulator.buffer.active.getLine(y)?.translateToString(true) ?? ''),
		/** When the bytes came, by `performance.now()`, with which the screen's lines fulfilled `condition`. */
		waitFor(condition, what, withinMs = 30_000) {
			return new Promise((resolve, reject) => {
				const finish = (settle, value) => {
					clearTimeout(timer);
					listeners = listeners.filter(listener => listener !== look);
					settle(value);
				};
				const look = at => condition(this.lines()) && finish(resolve, at);
				const timer = setTimeout(
					() => finish(reject, new Error(`No ${what} in ${withinMs} ms:\n${this.lines().join('\n')}`)),
					withinMs,
				);
				listeners.push(look);
				look(performance.now());
			});
		},
		async end() {
			child.resume();
			child.kill('SIGKILL');
			await exited;
			emulator.dispose();
		},
	};
}

/** Linux weighs sessions first, and a terminal begins one: `nice` before the bench would end here. */
function passOnPriority(pid) {
	try {
		writeFileSync(`/proc/${pid}/autogroup`, String(getPriority()));
	} catch {
		// Another system, or not allowed: figures by the clock are those of a busy machine then.
	}
}

/** Nanoseconds of CPU that all threads of a process took so far. Linux only. */
export function cpuNanos(pid) {
	let total = 0;
	for (const task of readdirSync(`/proc/${pid}/task`)) {
		try {
			total += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
		} catch {
			// A thread that has ended meanwhile.
		}
	}

	return total;
}

/** Resident memory in MB of 10^6 bytes. */
export const rssMb = pid =>
	(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024) / 1e6;

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
