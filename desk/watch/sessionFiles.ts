import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject } from '../../shared/domain/jsonObject.ts'
import { isAlive } from '../paper/isAlive.ts'

/** What a session leaves in the current folder while it is played, for who wants to watch it. */
export interface SessionFile {
  readonly pid: number
  /** Where its figures are served, with the token: only its user may read the file. */
  readonly url: string
  readonly startedAtMs: number
}

/** Of the current folder, as the configuration and the folder of a paper run are. */
export const SESSIONS_FOLDER = '.sessions'
/** More sessions than a machine plays at a time. */
const MAX_FILES = 100
const MAX_CHARS = 10_000

/** @returns how to take it away again. @throws where the folder cannot be written. */
export function writeSessionFile(folder: string, session: SessionFile): () => void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
  const file = fileOf(folder, session.pid)
  // Renamed when it is written: whoever sees it can read it.
  writeFileSync(`${file}.new`, JSON.stringify(session), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return () => removeSessionFile(folder, session.pid)
}

export const removeSessionFile = (folder: string, pid: number): void =>
  rmSync(fileOf(folder, pid), { force: true })

/** Oldest first. The file of a session that was killed, whose process is gone, is removed. */
export function readSessionFiles(folder: string): readonly SessionFile[] {
  return filesIn(folder)
    .flatMap((name): readonly SessionFile[] => {
      const pid = Number(/^(\d{1,10})\.json$/.exec(name)?.[1] ?? Number.NaN)
      if (Number.isNaN(pid)) return []
      if (!isAlive(pid)) {
        removeSessionFile(folder, pid)
        return []
      }
      const session = readFile(fileOf(folder, pid))
      return session === null || session.pid !== pid ? [] : [session]
    })
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).slice(0, MAX_FILES)
  } catch {
    return []
  }
}

function readFile(file: string): SessionFile | null {
  try {
    const text = readFileSync(file, 'utf8')
    const session: unknown = text.length > MAX_CHARS ? null : JSON.parse(text)
    if (!isObject(session)) return null
    const { pid, url, startedAtMs } = session
    const isWhole = typeof pid === 'number' && typeof startedAtMs === 'number'
    // It is asked with the token that it names: nothing but this machine may be.
    return isWhole && typeof url === 'string' && LOOPBACK.test(url) ? { pid, url, startedAtMs } : null
  } catch {
    return null
  }
}

const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d{1,5}\/\?token=[\w-]+$/

const fileOf = (folder: string, pid: number): string => join(folder, `${pid}.json`)
