import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { lockHolder } from '../paper/lockFolder.ts'
import { readRunFile } from '../paper/runFile.ts'
import { type RunningSession, runningSessions } from './runningSessions.ts'
import { SESSIONS_FOLDER } from './sessionFiles.ts'

/** What is under way on this machine, begun in one folder. */
export interface WhatRuns {
  readonly sessions: readonly RunningSession[]
  /** Folders of paper runs: the usual one, and others next to it. */
  readonly papers: readonly string[]
  /** The usual folder, where no run uses it now. */
  readonly idlePaper: string | null
}

const PAPER_FOLDER = '.paper'
/** Of a folder that holds more, the first of them. */
const MAX_ENTRIES = 2_000

export async function whatRuns(folder: string): Promise<WhatRuns> {
  const papers = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .slice(0, MAX_ENTRIES)
    .map(({ name }) => name)
    .filter((name) => isRunning(join(folder, name)))
  const isIdle = !papers.includes(PAPER_FOLDER) && existsSync(join(folder, PAPER_FOLDER, 'table'))
  return {
    sessions: await runningSessions(join(folder, SESSIONS_FOLDER)),
    papers,
    idlePaper: isIdle ? PAPER_FOLDER : null,
  }
}

/** A command holds a folder for a second or two as well, and leaves no run behind. */
function isRunning(folder: string): boolean {
  const holder = lockHolder(folder)
  return holder !== null && readRunFile(folder)?.pid === holder
}
