import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The last version before settings had groups, ticks a relay and stacks a name: what people upgrade from, and go back
 * to. It is built from the history of this repository with the packages that lie here.
 */
export const PREDECESSOR = '81d1f390728431d15f764cab70395e07dcb12aab'

/** null: the release can be had; else why not, and what to do. */
export function whyNotHere(root: string, commit: string): string | null {
  try {
    execFileSync('git', ['cat-file', '-e', `${commit}^{tree}`], { cwd: root, stdio: 'ignore' })
    return null
  } catch {
    return `commit ${commit.slice(0, 7)} is not in this clone: "git fetch --unshallow" brings it`
  }
}

/** Its files, into an empty folder below the root, where they find the packages. */
export function extractRelease(root: string, commit: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const archive = join(folder, 'release.tar')
  execFileSync('git', ['archive', '--output', archive, commit], { cwd: root })
  execFileSync('tar', ['-xf', archive, '-C', folder])
  rmSync(archive)
}
