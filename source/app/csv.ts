/** Rows as comma-separated values with a line of titles. Source: RFC 4180, with plain line feeds. */
export function formatCsv(titles: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
	return [titles, ...rows].map(row => `${row.map(encodeCell).join(',')}\n`).join('');
}

function encodeCell(value: string | number | null): string {
	const text = value === null ? '' : String(value);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
