import { createHash } from 'node:crypto'
import { existsSync, readdirSync, rmdirSync } from 'node:fs'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { makeFolder } from '../tape/makeFolder.ts'
import { cellSchema } from './cell.ts'
import type { TapeCells } from './sweepJob.ts'

const lineSchema = z.object({
  key: z.string(),
  search: cellSchema.nullable(),
  heldOut: cellSchema.nullable(),
})

/**
 * What has been computed, a file a tape and a line a variant, so that a sweep that was broken off continues. A line is
 * found by all that its figures are a function of: tape, settings, terms, code. Lines are only ever added; one that
 * was cut off in the middle, or that nobody understands, is as if it were not there.
 */
export class ResultsFolder {
  private readonly folder: string
  private readonly isNew: boolean

  /** @throws InputError where there can be no such folder. */
  constructor(folder: string) {
    this.isNew = !existsSync(folder)
    makeFolder('--results', folder)
    this.folder = folder
  }

  /** Where nothing is computed after all, no new folder is left behind. */
  undo(): void {
    if (this.isNew && readdirSync(this.folder).length === 0) rmdirSync(this.folder)
  }

  /** All of a tape's lines that can be read, by key. */
  async of(tape: string): Promise<ReadonlyMap<string, TapeCells>> {
    const text = await readFile(this.fileOf(tape), 'utf8').catch(absent)
    const found = new Map<string, TapeCells>()
    for (const line of text.split('\n')) {
      const parsed = lineSchema.safeParse(parseJson(line))
      if (parsed.success) found.set(parsed.data.key, parsed.data)
    }
    return found
  }

  async add(tape: string, lines: readonly (TapeCells & { readonly key: string })[]): Promise<void> {
    // The line before may have been cut off: an empty line harms nobody.
    const text = lines.map((line) => `\n${JSON.stringify(line)}\n`).join('')
    await appendFile(this.fileOf(tape), text)
  }

  private fileOf(tape: string): string {
    return join(this.folder, `${tape}.jsonl`)
  }
}

/** @param parts All that the figures are a function of, in JSON. */
export const resultKeyOf = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)

function absent(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
  throw error
}
