import { expect, test } from 'vitest'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import { configFile } from '../../support/configFile.ts'

/** What the file becomes, or the lines that refuse it. */
function read(written: Record<string, unknown>) {
  const parsed = parseConfig(configFile(written))
  return parsed.ok ? parsed.config : formatConfigProblems(parsed.problems)
}

test('every whole second from 1 to 60 is a cadence that is kept, or refused: none is taken for another', () => {
  for (let seconds = 1; seconds <= 60; seconds += 1) {
    const isKept = seconds >= 2 && seconds <= 35
    expect(read({ cadenceSeconds: seconds })).toEqual(
      isKept
        ? expect.objectContaining({ stack: expect.objectContaining({ cadenceMs: seconds * 1_000 }) })
        : `cadenceSeconds = ${seconds}: use 2 to 35, or "once"`,
    )
  }
})

test.each([1.999, 35.001, 34.9999, 0, -10, 'Once', '', '1e1', true, null, [10]])(
  'a cadence of %j is refused',
  (cadenceSeconds) => {
    expect(read({ cadenceSeconds })).toBe(
      `cadenceSeconds = ${JSON.stringify(cadenceSeconds)}: use 2 to 35, or "once"`,
    )
  },
)

test.each([
  [2.5, 2_500],
  ['10', 10_000],
  ['once', null],
])('a cadence of %j is taken as it is written', (cadenceSeconds, cadenceMs) => {
  expect(read({ cadenceSeconds })).toMatchObject({ stack: { cadenceMs } })
})

test('the pause after progress is no longer than the cadence; one tick a minute has none', () => {
  expect(read({ cadenceSeconds: 2, expert: { minGapMs: 2_000 } })).toMatchObject({
    stack: { minGapMs: 2_000 },
  })
  expect(read({ cadenceSeconds: 2, expert: { minGapMs: 2_001 } })).toMatch(
    /^expert\.minGapMs = 2001: use at most 2000, the cadence/,
  )
  expect(read({ cadenceSeconds: 'once', expert: { minGapMs: 10_000 } })).toMatchObject({
    stack: { minGapMs: 10_000 },
  })
})

test.each([192, 256, 512, 1_769])('a memory of %i MB is taken', (memoryMb) => {
  expect(read({ memoryMb })).toMatchObject({ memoryMb })
})

test.each([0, 128, 191, 1_770, 10_240])('a memory of %i MB is refused', (memoryMb) => {
  expect(read({ memoryMb })).toBe(`memoryMb = ${memoryMb}: use 192 to 1769 (MB)`)
})
