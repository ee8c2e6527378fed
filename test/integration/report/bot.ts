import { vi } from 'vitest'
import { runCli } from '../../../cli/program.ts'

/** Runs a command of the program as a person types it; progress is part of what went to stderr. */
export async function bot(...args: readonly string[]) {
  const said = { out: '', err: '' }
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.err += String(text)
    return true
  })
  try {
    const exit = await runCli(args, {
      out: (text) => {
        said.out += text
      },
      err: (text) => {
        said.err += text
      },
    })
    return { exit, ...said }
  } finally {
    stderr.mockRestore()
  }
}
