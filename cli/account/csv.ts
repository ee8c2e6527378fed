/** Lines of fields as comma-separated values (RFC 4180): the names first, a line break at each end. */
export const formatCsv = (names: readonly string[], lines: readonly (readonly string[])[]): string =>
  [names, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('')

/** A text that a spreadsheet would run as a formula is made one that it shows; numbers are no texts. */
function field(text: string): string {
  const safe = /^[=+@\t]|^-(?![\d.])/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
