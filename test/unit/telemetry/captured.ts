import { afterEach, beforeEach, vi } from 'vitest'

interface Captured {
  /** Everything that the test in hand has written. */
  readonly text: () => string
  /** Of that the JSON lines, parsed, as CloudWatch would get them. */
  readonly lines: () => readonly Record<string, unknown>[]
}

/** Keeps what each test of a file writes to the process's output. */
export function capturedOutput(): Captured {
  const written: string[] = []
  const text = (): string => written.join('')
  beforeEach(() => {
    written.length = 0
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((chunk) => {
        written.push(String(chunk))
        return true
      })
    }
  })
  afterEach(() => vi.restoreAllMocks())
  const lines = () =>
    text()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { text, lines }
}
