import { Box, type BoxProps, type DOMElement, measureElement, Text, useBoxMetrics } from 'ink';
import { createContext, type ReactNode, use, useEffect, useLayoutEffect, useRef } from 'react';
import type { Painted } from './painters/spans.js';
import type { Rectangle } from './screen/compositor.js';
import type { Screen } from './screen/screen.js';
import { SpanRow } from './theme/span-row.js';

/** The screen that paints surfaces. Null in text mode: ink-testing-library, `--plain`, screen readers. */
export const ScreenContext = createContext<Screen | null>(null);

/** How many overlays are around. */
const LayerContext = createContext(0);

export type SurfaceProps = Omit<BoxProps, 'ref' | 'children'> & {
	/** Unique on the screen; what `screen.invalidate` takes. */
	readonly name: string;
	/** Pure and quick: called at frame rate, outside React. Width and height are those inside the border. */
	readonly paint: (width: number, height: number) => Painted;
	/** Frames a second at most. Without it, the screen's rate. */
	readonly rate?: number;
	/** Text mode only: what stands in place of the surface before it has a size. */
	readonly children?: never;
};

/**
 * A pane: a Box whose inside is painted by `paint`, past React. With a screen around it, the box stays empty in Ink and
 * the screen fills its rectangle; in text mode the same rows are `<Text>`, painted when React renders, in a size given
 * by numbers as `width` and `height`, else by the layout.
 */
export function Surface({ name, paint, rate, ...box }: SurfaceProps): ReactNode {
	const screen = use(ScreenContext);
	const layer = use(LayerContext);
	const node = useRef<DOMElement>(null);
	const metrics = useBoxMetrics(node);
	const latest = useRef({ paint, rate });

	useLayoutEffect(() => {
		latest.current = { paint, rate };
		screen?.refresh(name);
	}, [screen, name, paint, rate]);

	useEffect(() => {
		return screen?.addSurface({
			name,
			layer,
			rate: () => latest.current.rate ?? Number.POSITIVE_INFINITY,
			paint: (width, height) => latest.current.paint(width, height),
			measure: () => measureInside(node.current),
		});
	}, [screen, name, layer]);

	if (screen !== null) {
		return <Box ref={node} flexShrink={0} {...box} />;
	}

	const border = box.borderStyle === undefined ? 0 : 2;
	const width = typeof box.width === 'number' ? box.width - border : metrics.clientWidth;
	const height = typeof box.height === 'number' ? box.height - border : metrics.clientHeight;
	const rows = width > 0 && height > 0 ? paint(width, height).slice(0, height) : [];
	return (
		<Box ref={node} flexShrink={0} flexDirection="column" overflow="hidden" {...box}>
			{rows.map((row, index) => (
				<SpanRow key={index} row={row} width={width} />
			))}
		</Box>
	);
}

export type OverlayProps = Omit<BoxProps, 'ref'> & { readonly children: ReactNode };

/**
 * A dialog: a Box whose whole rectangle, border and blanks included, lies over the surfaces below it. Place it with
 * `position="absolute"`, `left`, `top`; surfaces inside it lie over it in turn.
 */
export function Overlay({ children, ...box }: OverlayProps): ReactNode {
	const screen = use(ScreenContext);
	const layer = use(LayerContext) + 1;
	const node = useRef<DOMElement>(null);
	const { clientWidth, clientHeight } = useBoxMetrics(node);

	useEffect(() => {
		return screen?.addOverlay({ layer, measure: () => measureOutside(node.current) });
	}, [screen, layer]);

	return (
		<LayerContext value={layer}>
			<Box ref={node} flexShrink={0} {...box}>
				{/* Blanks hide Ink's own text below; a Box without a background lets it shine through. */}
				<Box position="absolute" top={0} left={0} flexDirection="column" width={clientWidth} height={clientHeight}>
					{Array.from({ length: clientHeight }, (_, row) => (
						<Text key={row} wrap="truncate">
							{' '.repeat(clientWidth)}
						</Text>
					))}
				</Box>
				{children}
			</Box>
		</LayerContext>
	);
}

function measureInside(node: DOMElement | null): Rectangle | undefined {
	if (!node?.yogaNode) {
		return undefined;
	}

	const { x, y, width, height, clientWidth, clientHeight } = measureElement(node);
	// A border is one cell on a side; both sides or none, as the style props of Surface allow.
	return {
		x: x + (width > clientWidth ? 1 : 0),
		y: y + (height > clientHeight ? 1 : 0),
		width: clientWidth,
		height: clientHeight,
	};
}

function measureOutside(node: DOMElement | null): Rectangle | undefined {
	if (!node?.yogaNode) {
		return undefined;
	}

	const { x, y, width, height } = measureElement(node);
	return { x, y, width, height };
}
