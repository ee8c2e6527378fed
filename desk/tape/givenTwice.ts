import { stat } from 'node:fs/promises'
import { tapeFingerprint } from './tapeFingerprint.ts'

/**
 * What is wrong with a list of tapes where the same bytes are in it twice, under whatever name: their trips would
 * count twice. A file that cannot be read is left to its reader.
 */
export async function givenTwice(files: readonly string[]): Promise<readonly string[]> {
  const seen = new Set<string>()
  const messages: string[] = []
  for (const file of await sameInSize(files)) {
    const fingerprint = await tapeFingerprint(file)
    if (seen.has(fingerprint)) messages.push(`${file}: it is given twice. List each tape once.`)
    seen.add(fingerprint)
  }
  return messages
}

/** Only files of one size can be the same: the others need not be read for it. */
async function sameInSize(files: readonly string[]): Promise<readonly string[]> {
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => null,
      ),
    ),
  )
  const isShared = (size: number | null): boolean =>
    size !== null && sizes.filter((each) => each === size).length > 1
  return files.filter((_, at) => isShared(sizes[at] ?? null))
}
