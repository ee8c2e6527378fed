import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Locked =
  | { readonly is: 'locked'; readonly unlock: () => void }
  | { readonly is: 'taken'; readonly why: string }

/**
 * Takes a folder for this process. One whose holder has died is taken over: a killed run must not need a person.
 * @throws where the folder cannot be written.
 */
export function lockFolder(folder: string): Locked {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'lock')
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return { is: 'locked', unlock: () => rmSync(file, { force: true }) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const holder = readFileSync(file, 'utf8')
      if (isAlive(holder)) return { is: 'taken', why: `process ${holder} uses it; it holds ${file}` }
      rmSync(file, { force: true })
    }
  }
  return { is: 'taken', why: `${file} comes back` }
}

function isAlive(pid: string): boolean {
  if (!/^\d{1,10}$/.test(pid)) return false
  try {
    // Signal 0 asks whether it is there.
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
