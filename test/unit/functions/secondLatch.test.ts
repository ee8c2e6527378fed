import { expect, test } from 'vitest'
import { createStopHandler, type StopPorts } from '../../../functions/stop.ts'
import { running, state } from '../../support/build.ts'
import { bench } from '../../support/engineBench.ts'

const invocation = { getRemainingTimeInMillis: () => 900_000 }
const alarm = (id: string) => ({
  Records: [{ EventSource: 'aws:sns', Sns: { MessageId: id, Message: 'stop now' } }],
})
/** The record of the table's stream that each latch makes. */
const record = { Records: [{ eventSource: 'aws:dynamodb', dynamodb: {} }] }

test('a second latch while the first STOP takes long is no failed event: every event ends without an error', async () => {
  // Prepare: the venue proves nothing dead for a while, and the other events come meanwhile.
  const of = bench({ control: running, state: state() })
  const quiet = { late: () => {}, silent: () => {}, failed: () => {}, drilled: () => {} }
  const ports: StopPorts = { ...of.ports, telemetry: Object.assign(of.told, quiet) }
  const handle = createStopHandler(ports, of.stack)
  of.venue.silent.add('openOrders')
  const others: Promise<unknown>[] = []
  const sleep = of.clock.sleep.bind(of.clock)
  let sleeps = 0
  of.clock.sleep = async (ms) => {
    sleeps += 1
    if (sleeps === 2) others.push(handle(record, invocation), handle(alarm('second'), invocation))
    if (sleeps === 20) of.venue.silent.delete('openOrders')
    await sleep(ms)
  }

  // Act
  const first = await handle(alarm('first'), invocation)
  const rest = await Promise.all(others)
  // What waited in the stream behind the long run comes last, once for each write of the control item.
  const waited = [await handle(record, invocation), await handle(record, invocation)]

  // Assess
  expect(sleeps).toBeGreaterThan(20)
  expect(first).toMatchObject({ is: expect.stringMatching(/^(done|nothing to do)$/) })
  expect(rest).toHaveLength(2)
  expect(of.control()).toMatchObject({ haltSeq: running.haltSeq + 2, doneSeq: running.haltSeq + 2 })
  expect(waited).toEqual([{ is: 'nothing to do' }, { is: 'nothing to do' }])
})
