declare module 'asciichart' {
	/** What kcmon uses of asciichart, which comes without types. */
	const asciichart: {
		readonly plot: (
			series: readonly number[],
			config: {
				readonly min?: number;
				readonly max?: number;
				readonly height?: number;
				readonly offset?: number;
				readonly symbols?: string[];
				readonly format?: (value: number, index: number) => string;
			},
		) => string;
	};
	export default asciichart;
}
