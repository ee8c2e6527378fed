import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../tape/makeFolder.ts'
import { isAlive } from './isAlive.ts'

export type Locked =
  | { readonly is: 'locked'; readonly unlock: () => void }
  /** The process that uses it; null: not known. */
  | { readonly is: 'taken'; readonly why: string; readonly holder: number | null }

/**
 * Takes a folder for this process. One whose holder has died is taken over: a killed run must not need a person.
 * @throws InputError where the folder cannot be written.
 */
export function lockFolder(folder: string): Locked {
  makeFolder('--folder', folder)
  const file = lockFile(folder)
  // Linked when it is written: whoever sees the lock can read whose it is.
  const own = `${file}.${process.pid}`
  writeFileSync(own, String(process.pid))
  try {
    return lockWith(folder, own, file)
  } finally {
    rmSync(own, { force: true })
  }
}

function lockWith(folder: string, own: string, file: string): Locked {
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      linkSync(own, file)
      return { is: 'locked', unlock: () => rmSync(file, { force: true }) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const holder = lockHolder(folder)
      if (holder !== null) return { is: 'taken', why: `process ${holder} uses it; it holds ${file}`, holder }
      rmSync(file, { force: true })
    }
  }
  return { is: 'taken', why: `${file} comes back`, holder: null }
}

const lockFile = (folder: string): string => join(folder, 'lock')

/** The process that uses a folder now; null: none that lives. */
export function lockHolder(folder: string): number | null {
  let text: string
  try {
    text = readFileSync(lockFile(folder), 'utf8')
  } catch {
    return null
  }
  return /^\d{1,10}$/.test(text) && isAlive(Number(text)) ? Number(text) : null
}
