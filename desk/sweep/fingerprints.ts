import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Rooms whose code decides what a variant comes to on a tape. */
const ROOMS = ['shared', 'desk/replay', 'desk/report', 'desk/sweep', 'desk/tape', 'desk/verdict']
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Of the code itself: figures that other code computed are not this one's. */
export async function codeFingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const room of ROOMS) {
    const files = await readdir(join(ROOT, room), { recursive: true })
    for (const file of files.filter((name) => name.endsWith('.ts')).toSorted()) {
      hash.update(`${file}\0`).update(await readFile(join(ROOT, room, file)))
    }
  }
  return hash.digest('hex').slice(0, 32)
}
