import type { WatchSource } from './serveWatch.ts'
import { terminalView } from './terminalView.ts'

const CLEAR = '\u001b[2J\u001b[H'

/** Draws it at each change: over itself in a terminal, one below the other elsewhere. @returns how to end that. */
export function showInTerminal(
  watched: Pick<WatchSource, 'view' | 'onChange'>,
  output: NodeJS.WriteStream,
): () => void {
  const draw = (): void => {
    const { columns = 120, rows, isTTY } = output
    output.write(
      isTTY
        ? `${CLEAR}${terminalView(watched.view(), columns, rows)}\n`
        : `${terminalView(watched.view(), columns)}\n\n`,
    )
  }
  draw()
  return watched.onChange(draw)
}
