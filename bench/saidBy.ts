import type { ChildProcess } from 'node:child_process'

/** What a child says on stderr, as far as it has come. What its ticks log is read, and thrown away. */
export function saidBy(child: ChildProcess): () => string {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  child.stdout?.resume()
  return () => said
}
