import { expect, test } from 'vitest'
import { createTurns } from '../../../../desk/session/turns.ts'
import { createVirtualClock } from '../../../../desk/session/virtualClock.ts'
import { epochMs } from '../../../../shared/domain/units.ts'
import { gated } from '../../../../shared/engine/gated.ts'

const START = epochMs(Date.UTC(2026, 0, 5, 14))
const realDelay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

test('a bound on something that takes no time here lets no time pass: more markets than begin at once', async () => {
  const clock = createVirtualClock(START, () => {})
  const turns = createTurns(clock)
  const begun: number[] = []

  await turns.start(async (own) => {
    await gated(
      { clock: own },
      3,
      Array.from({ length: 12 }, (_, nth) => nth),
      async (nth) => {
        begun.push(nth)
        await realDelay(nth % 3)
      },
    )
    expect(own.nowMs()).toBe(START)
    await own.sleep(1_000)
  })

  expect(begun).toHaveLength(12)
  expect(clock.nowMs()).toBe(START + 1_000)
})

test('a bound passes with the time that another run lets pass', async () => {
  const clock = createVirtualClock(START, () => {})
  const turns = createTurns(clock)
  const end = new AbortController()
  let over: number | null = null

  await Promise.all([
    turns.start(async (own) => {
      void own.sleep(250, end.signal).then(() => {
        over = own.nowMs()
      })
      await own.sleep(100)
    }),
    turns.start((own) => own.sleep(2_000)),
  ])

  expect(over).toBe(START + 2_000)
})
