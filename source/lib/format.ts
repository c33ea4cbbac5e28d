/** Numbers and times as text of few cells. Never an exponent, always a point for decimals, ASCII only. */

const missing = '-';

/** A number with exactly `decimals` decimals, without exponent at any magnitude. `-` when it is not finite. */
export function formatFixed(value: number, decimals: number): string {
	if (!Number.isFinite(value)) {
		return missing;
	}

	if (Math.abs(value) >= 1e21) {
		// From here on toFixed gives up and writes an exponent.
		return BigInt(value).toString() + (decimals > 0 ? `.${'0'.repeat(decimals)}` : '');
	}

	const text = value.toFixed(decimals);
	return value < 0 && Number(text) === 0 ? text.slice(1) : text;
}

/**
 * A price at its increment's decimals. A text keeps every digit that counts: zeros are added or taken away, nothing is
 * rounded. A number is rounded to the decimals.
 */
export function formatPrice(price: string | number, decimals: number): string {
	if (typeof price === 'number') {
		return formatFixed(price, decimals);
	}

	const point = price.indexOf('.');
	const whole = (point === -1 ? price : price.slice(0, point)).replace(/^(-?)0+(?=\d)/, '$1');
	const fraction = (point === -1 ? '' : price.slice(point + 1)).replace(/0+$/, '').padEnd(decimals, '0');
	return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** A size in at most `width` cells: as many of its `decimals` as fit, then whole, then `12.3K`, `4.56M`, `7.8B`, `9T`. */
export function formatSize(size: number, width: number, decimals: number): string {
	if (!Number.isFinite(size)) {
		return missing;
	}

	const whole = formatFixed(size, 0);
	if (whole.length <= width) {
		const room = width - formatFixed(Math.trunc(size), 0).length - 1;
		const text = formatFixed(size, Math.max(0, Math.min(decimals, room)));
		// A size too small for the room must not look like none at all.
		return size > 0 && Number(text) === 0 ? smallest(width) : text.length <= width ? text : whole;
	}

	return formatCompact(size, width);
}

function smallest(width: number): string {
	return width >= 4 ? `<0.${'1'.padStart(width - 3, '0')}` : '<1'.slice(0, Math.max(1, width));
}

const suffixes = ['', 'K', 'M', 'B', 'T', 'Q'] as const;

/**
 * A number in at most `width` cells (at least 4), a large one with a suffix: `950`, `1.23K`, `45.6M`. One of less than a tenth keeps
 * two digits that count where they fit, `0.0041`: what a level is worth in BTC must not look like nothing.
 */
export function formatCompact(value: number, width = 6): string {
	if (!Number.isFinite(value)) {
		return missing;
	}

	let scaled = Math.abs(value);
	let step = 0;
	while (scaled >= 999.5 && step < suffixes.length - 1) {
		scaled /= 1000;
		step += 1;
	}

	const sign = value < 0 ? '-' : '';
	const suffix = suffixes[step] as string;
	if (value > 0 && value < 0.095) {
		const text = formatFixed(value, Math.min(width - 2, 1 - Math.floor(Math.log10(value))));
		return Number(text) === 0 ? smallest(width) : text;
	}

	for (let decimals = scaled >= 100 ? 1 : 2; decimals > 0; decimals -= 1) {
		const text = `${sign}${formatFixed(scaled, decimals)}${suffix}`;
		if (text.length <= width) {
			return text;
		}
	}

	return `${sign}${formatFixed(scaled, 0)}${suffix}`;
}

/** An age at a glance: `0.4s`, `3.2s`, `12s`, `4m`, `3h`, `2d`. Negative counts as none. */
export function formatAge(ms: number | undefined): string {
	if (ms === undefined || !Number.isFinite(ms)) {
		return missing;
	}

	const seconds = Math.max(0, ms) / 1000;
	// Rounded down: an age never claims the next unit early, and never looks younger than a tenth.
	if (seconds < 10) {
		return `${formatFixed(Math.floor(seconds * 10) / 10, 1)}s`;
	}

	if (seconds < 60) {
		return `${Math.floor(seconds)}s`;
	}

	if (seconds < 3600) {
		return `${Math.floor(seconds / 60)}m`;
	}

	return seconds < 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** A duration with its two largest units: `42s`, `4m 05s`, `3h 07m`, `2d 04h`. */
export function formatDuration(ms: number): string {
	const seconds = Math.floor(Math.max(0, Number.isFinite(ms) ? ms : 0) / 1000);
	const two = (value: number): string => String(value).padStart(2, '0');
	if (seconds < 60) {
		return `${seconds}s`;
	}

	if (seconds < 3600) {
		return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
	}

	if (seconds < 86_400) {
		return `${Math.floor(seconds / 3600)}h ${two(Math.floor(seconds / 60) % 60)}m`;
	}

	return `${Math.floor(seconds / 86_400)}d ${two(Math.floor(seconds / 3600) % 24)}h`;
}

/** A latency: `0.42ms`, `8.1ms`, `142ms`, `3.2s`. */
export function formatMilliseconds(ms: number | undefined): string {
	if (ms === undefined || !Number.isFinite(ms)) {
		return missing;
	}

	const size = Math.abs(ms);
	if (size >= 1000) {
		return `${formatFixed(ms / 1000, 1)}s`;
	}

	return `${formatFixed(ms, size < 1 ? 2 : size < 10 ? 1 : 0)}ms`;
}

/** A fraction as a percentage with its sign: 0.0123 → `+1.23%`, −0.0014 → `-0.14%`, 0 → `0.00%`. */
export function formatPercent(fraction: number | undefined, decimals = 2): string {
	if (fraction === undefined || !Number.isFinite(fraction)) {
		return missing;
	}

	const text = formatFixed(fraction * 100, decimals);
	return `${Number(text) > 0 ? '+' : ''}${text}%`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in steps of 1,000: `812 B`, `3.4 kB`, `12 MB`. */
export function formatBytes(bytes: number | undefined): string {
	if (bytes === undefined || !Number.isFinite(bytes)) {
		return missing;
	}

	let scaled = Math.max(0, bytes);
	let step = 0;
	while (scaled >= 999.5 && step < byteUnits.length - 1) {
		scaled /= 1000;
		step += 1;
	}

	return `${formatFixed(scaled, step > 0 && scaled < 9.95 ? 1 : 0)} ${byteUnits[step] as string}`;
}
