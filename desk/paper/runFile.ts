import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const runFileSchema = z.object({
  pid: z.number(),
  /** Where its table answers, as long as the process lives. */
  endpoint: z.string(),
  /** Its configuration, compact. */
  config: z.string(),
  startedAtMs: z.number(),
})

/** What a run leaves in its folder for the commands that look at it, while it runs and after. */
export type RunFile = Readonly<z.output<typeof runFileSchema>>

const fileIn = (folder: string): string => join(folder, 'run.json')

export function writeRunFile(folder: string, run: RunFile): void {
  const file = fileIn(folder)
  writeFileSync(`${file}.new`, JSON.stringify(run))
  renameSync(`${file}.new`, file)
}

/** null: no run of this version has used the folder. */
export function readRunFile(folder: string): RunFile | null {
  try {
    return runFileSchema.safeParse(JSON.parse(readFileSync(fileIn(folder), 'utf8'))).data ?? null
  } catch {
    return null
  }
}
