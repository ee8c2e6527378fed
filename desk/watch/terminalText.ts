/** At words, as far as they fit: a reason is shown to its end. */
export function wrapped(text: string, columns: number): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const lines: string[] = []
    let rest = line
    while (rest.length > columns) {
      const at = rest.lastIndexOf(' ', columns)
      const end = at > columns / 2 ? at : columns
      lines.push(rest.slice(0, end))
      rest = rest.slice(end).trimStart()
    }
    return [...lines, rest]
  })
}

/** To one line. */
export const cut = (text: string, columns: number): string =>
  text.length <= columns ? text : `${text.slice(0, columns - 1)}…`

/** Shortened inside: the end of a name is its outcome. */
export function inside(name: string, width: number): string {
  if (name.length <= width) return name
  const head = headWidth(width)
  return `${name.slice(0, head)}…${name.slice(head + 1 - width)}`
}

/** How much of its beginning a name keeps that is cut to a width. */
export const headWidth = (width: number): number => width - Math.floor(width / 2.5) - 1
