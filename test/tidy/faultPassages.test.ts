import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FAULTS } from '../verification/model/faults/allFaults.ts'
import type { Edit } from '../verification/model/faults/fault.ts'
import { DELIBERATE_FAULTS } from '../verification/sim/deliberateFaults.ts'
import { ROOT } from './sources.ts'

/** The long stages run the faults; that a fault still fits the code is known here within a second. */
describe('each passage that a deliberate fault replaces', () => {
  test.each([
    ...FAULTS.map(({ name, edits }) => ({ of: 'explorers', name, edits })),
    ...DELIBERATE_FAULTS.map(({ name, edits }) => ({ of: 'long runs', name, edits })),
  ])('is in the code exactly once: $name, of the $of', ({ edits }) => {
    expect(edits.length).toBeGreaterThan(0)
    expect(unfit(edits)).toEqual([])
  })

  test('is missed where the code has moved on', () => {
    const edit = { file: 'shared/machine/keepWaits.ts', to: '' }
    const once = { ...edit, from: 'const CALM_MS = ' }
    expect(unfit([once])).toEqual([])
    expect(unfit([{ ...edit, from: 'no such passage' }])).toHaveLength(1)
    expect(unfit([{ ...edit, from: 'const ' }])).toHaveLength(1)
    expect(unfit([once, once])).toHaveLength(1)
  })
})

/** The edits that find their passage never or more than once, each after those before it. */
function unfit(edits: readonly Edit[]): readonly string[] {
  const texts = new Map<string, string>()
  return edits.flatMap(({ file, from, to }) => {
    const text = texts.get(file) ?? readFileSync(join(ROOT, file), 'utf8')
    const found = text.split(from).length - 1
    if (found !== 1) return [`${file}: found ${found} times: ${from}`]
    texts.set(
      file,
      text.replace(from, () => to),
    )
    return []
  })
}
