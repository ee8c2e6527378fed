import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runBot } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'refusals-'))
afterAll(() => rmSync(folder, { recursive: true }))
const TAPE = new URL('../../../../examples/made-up.tape', import.meta.url).pathname

test('what replay and sweep refuse is reported on stderr, and nothing on stdout', async () => {
  const file = join(folder, 'broken.tape')
  writeFileSync(file, 'not a tape')

  const commands = [
    ['replay', file, '--no-report'],
    ['sweep', file, '--vary', 'quote.volatilityDistance=0,1'],
  ]
  for (const args of commands) {
    const run = await runBot(args)
    expect([args[0], run.exit, run.out]).toEqual([args[0], 2, ''])
    expect(run.err).toContain('broken.tape')
  }
})

test.each(['/proc', '/dev/null/tapes', `${TAPE}/below`])(
  'import --out %s names a folder that can be written',
  async (out) => {
    const run = await runBot(['import', TAPE, '--salvage', '--out', out])

    expect(run.exit).toBe(2)
    expect(run.out).toBe('')
    expect(run.err).toMatch(/^--out = \/.*: name a folder that can be written \(E[A-Z]+\)/)
  },
)
