import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { createTableInput } from '../../shared/dynamodb/table.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { type LocalDynamo, localOptions, startDynalite } from '../aws/dynalite.ts'
import { lockFolder } from './lockFolder.ts'
import { type RunFile, readRunFile } from './runFile.ts'

export const PAPER_TABLE = 'paper'

/** The table of a folder, as a command reaches it. */
export interface OpenFolder {
  /** How a client finds it. */
  readonly client: ReturnType<typeof localOptions>
  /** The last run, where one of this version has used the folder. */
  readonly run: RunFile | null
  /** A run is using it now: the table is that process's. */
  readonly isRunning: boolean
  close(): Promise<void>
}

export type Taken =
  | { readonly is: 'open'; readonly dynamo: LocalDynamo; readonly close: () => Promise<void> }
  | { readonly is: 'running'; readonly run: RunFile; readonly why: string }
  | { readonly is: 'busy'; readonly why: string }

/** Reaches the table of the run under way, or else opens it. @throws InputError where there is none, or it is in use. */
export async function openFolder(folder: string, clock: Clock): Promise<OpenFolder> {
  if (!existsSync(join(folder, 'table'))) {
    const remedy = `no paper run has used this folder: "npx bot paper --folder ${folder}" starts one`
    throw wrongValue('--folder', folder, remedy)
  }
  const taken = await takeFolder(folder, clock)
  if (taken.is === 'open') {
    const { dynamo, close } = taken
    return { client: localOptions(dynamo.endpoint), run: readRunFile(folder), isRunning: false, close }
  }
  if (taken.is === 'running') {
    const { run } = taken
    return { client: localOptions(run.endpoint), run, isRunning: true, close: async () => {} }
  }
  const remedy = `it cannot be used (${taken.why}): end that process, or name another folder`
  throw wrongValue('--folder', folder, remedy)
}

/** A command holds a folder for a second or two; so does a run that begins, before it says where its table is. */
const WAIT_MS = 15_000
const POLL_MS = 200

/** Takes the folder and opens its table. One that another command holds is waited for; one of a run is not. */
export async function takeFolder(folder: string, clock: Clock): Promise<Taken> {
  const untilMs = clock.monotonicMs() + WAIT_MS
  for (;;) {
    const locked = lockFolder(folder)
    if (locked.is === 'locked') return await openHere(folder, locked.unlock)
    const { why, holder } = locked
    const run = readRunFile(folder)
    if (run !== null && run.pid === holder) return { is: 'running', run, why }
    if (clock.monotonicMs() >= untilMs) return { is: 'busy', why }
    await clock.sleep(POLL_MS)
  }
}

async function openHere(folder: string, unlock: () => void): Promise<Taken> {
  try {
    const dynamo = await startDynalite(createTableInput(PAPER_TABLE), join(folder, 'table'))
    const close = async (): Promise<void> => {
      await dynamo.stop()
      unlock()
    }
    return { is: 'open', dynamo, close }
  } catch (error) {
    unlock()
    throw error
  }
}
