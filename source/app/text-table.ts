export type TableColumn = { readonly title: string; readonly align: 'left' | 'right' };

/** Rows of clean texts as lines of aligned columns, two spaces between them, the titles first. Ends in a line break. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
	const widths = columns.map(({ title }, index) =>
		Math.max(title.length, ...rows.map(row => (row[index] ?? '').length)),
	);
	const lines = [columns.map(({ title }) => title), ...rows].map(row =>
		columns
			.map(({ align }, index) => {
				const cell = row[index] ?? '';
				const width = widths[index] as number;
				return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
			})
			.join('  ')
			.trimEnd(),
	);
	return `${lines.join('\n')}\n`;
}
