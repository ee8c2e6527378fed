import { expect, test } from 'vitest'
import { setStage } from '../stage.ts'

test('a post without an answer whose hash nobody can read ends by its date', async () => {
  // Prepare
  const stage = await setStage({
    rules: ['POST /order: drop-before, nth 1', 'GET /data/order/:: 500-internal'],
  })

  // Act
  await stage.ticks(20, 60)

  // Assess
  expect(stage.posts('BUY').length).toBeGreaterThan(1)
  expect(stage.control().codes).toEqual([])
})

test('a STOP with such an order is done', async () => {
  // Prepare
  const stage = await setStage({ rules: ['POST /order: drop-before', 'GET /data/order/:: 500-internal'] })
  await stage.ticks(1)
  await stage.ports.store.latchMessage({ code: 'OPERATOR', text: 'halt', atMs: stage.exchange.nowMs() })

  // Act
  await stage.ticks(12, 60)

  // Assess
  expect(stage.control().doneSeq).toBe(1)
  expect(stage.state().orders.every(({ life }) => life.at === 'DEAD')).toBe(true)
})
