import { textWidth } from '../text-width.js';

/**
 * Text as a terminal will show it: code points and clusters with their widths. Terminals agree on the width of plain
 * characters and of a base with combining marks. They do not agree on joined emoji, flags and presentation selectors, so
 * such a cluster is shown by its first code point, padded to the width the layout counts with.
 */

/** One or two cells. */
export type ClusterWidth = 1 | 2;

/** Receives each cluster of a text: a single code point as a number, or a base with marks as a string. */
export type ClusterSink = {
	readonly point: (codePoint: number, width: ClusterWidth) => void;
	readonly marked: (cluster: string, width: ClusterWidth) => void;
};

const replacement = 0xfffd;
/** More marks than any script stacks; the rest would only grow the table of clusters. */
const maxClusterUnits = 16;
/** Made when a text first needs it: that takes 10 ms or more, and the first frame has no such text. */
let segmenter: Intl.Segmenter | undefined;
const plainMarks = /^.[\p{Mn}\p{Me}]+$/su;
const emojiSelectors = /[\u{fe0e}\u{fe0f}\u{20e3}\u{200d}]/u;

const unknownClass = 0;
const narrowClass = 1;
const wideClass = 2;
const complexClass = 3;
const classes = new Uint8Array(0x10000);

/** 1 or 2 for a UTF-16 unit that is a whole character by itself and joins nothing before it; 3 for all others. */
function classOf(unit: number): number {
	const known = classes[unit]!;
	if (known !== unknownClass) {
		return known;
	}

	let found = complexClass;
	if (unit >= 0x2500 && unit <= 0x259f) {
		// Boxes and blocks, which the first frame is made of.
		found = narrowClass;
	} else if (unit < 0xd800 || unit > 0xdfff) {
		const character = String.fromCharCode(unit);
		const width = textWidth(character);
		// A character that extends, or is extended by, its neighbors changes the count of clusters beside an `a`.
		const joins = countClusters(`a${character}`) !== 2 || countClusters(`${character}a`) !== 2;
		if (!joins && !isHangulJamo(unit) && (width === 1 || width === 2)) {
			found = width === 1 ? narrowClass : wideClass;
		}
	}

	classes[unit] = found;
	return found;
}

function countClusters(text: string): number {
	return [...segmentsOf(text)].length;
}

function segmentsOf(text: string): Intl.Segments {
	segmenter ??= new Intl.Segmenter();
	return segmenter.segment(text);
}

function isHangulJamo(unit: number): boolean {
	return (unit >= 0x1100 && unit <= 0x11ff) || (unit >= 0xa960 && unit <= 0xa97c) || (unit >= 0xd7b0 && unit <= 0xd7fb);
}

/** Feeds the clusters of `text` to `sink`. Controls show as U+FFFD; what has no width is dropped. Lone surrogates too show as U+FFFD. */
export function eachCluster(text: string, sink: ClusterSink): void {
	const length = text.length;
	for (let index = 0; index < length; index++) {
		const unit = text.charCodeAt(index);
		if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) {
			sink.point(replacement, 1);
			continue;
		}

		// A plain unit is whole when the next one cannot extend it.
		const kind = unit < 0x7f ? narrowClass : classOf(unit);
		if (kind !== complexClass) {
			const next = index + 1 < length ? text.charCodeAt(index + 1) : 0x20;
			if (next < 0x7f || classOf(next) !== complexClass) {
				sink.point(unit, kind as ClusterWidth);
				continue;
			}
		}

		const end = endOfComplexRun(text, index);
		for (const { segment } of segmentsOf(text.slice(index, end))) {
			feedCluster(segment, sink);
		}

		index = end - 1;
	}
}

/** Complex text ends where two plain units stand together: nothing joins over that place. */
function endOfComplexRun(text: string, start: number): number {
	let index = start + 1;
	while (index < text.length) {
		const unit = text.charCodeAt(index);
		const before = text.charCodeAt(index - 1);
		if (isPlain(unit) && isPlain(before)) {
			return index;
		}

		if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) {
			return index;
		}

		index += 1;
	}

	return index;
}

function isPlain(unit: number): boolean {
	return unit < 0x7f ? unit >= 0x20 : unit >= 0xa0 && classOf(unit) !== complexClass;
}

function feedCluster(cluster: string, sink: ClusterSink): void {
	const width = textWidth(cluster);
	if (width === 0) {
		return;
	}

	const point = cluster.codePointAt(0)!;
	const first = String.fromCodePoint(point);
	if (cluster === first) {
		feedPoint(point, width, sink);
		return;
	}

	if ((width === 1 || width === 2) && cluster.length <= maxClusterUnits && isMarkedBase(cluster, first, width)) {
		sink.marked(cluster, width);
		return;
	}

	const shown = regionalLetter(point) ?? point;
	const shownWidth = textWidth(String.fromCodePoint(shown));
	if (shownWidth === 0 || shownWidth > width) {
		feedBlanks(width, sink);
		return;
	}

	feedPoint(shown, shownWidth, sink);
	feedBlanks(width - shownWidth, sink);
}

function feedPoint(point: number, width: number, sink: ClusterSink): void {
	if (point >= 0xd800 && point <= 0xdfff) {
		sink.point(replacement, 1);
		return;
	}

	const letter = regionalLetter(point);
	if (letter !== undefined) {
		sink.point(letter, 1);
		feedBlanks(width - 1, sink);
		return;
	}

	sink.point(point, width === 2 ? 2 : 1);
	feedBlanks(width - 2, sink);
}

function feedBlanks(count: number, sink: ClusterSink): void {
	for (let index = 0; index < count; index++) {
		sink.point(0x20, 1);
	}
}

/** Flags are pairs of regional indicators, drawn very differently by terminals: show the letter. */
function regionalLetter(point: number): number | undefined {
	return point >= 0x1f1e6 && point <= 0x1f1ff ? point - 0x1f1e6 + 0x41 : undefined;
}

function isMarkedBase(cluster: string, first: string, width: number): boolean {
	return plainMarks.test(cluster) && !emojiSelectors.test(cluster) && textWidth(first) === width;
}
