import { describe, expect, test } from 'vitest'
import type { Clock } from '../../../shared/ports/clock.ts'
import type { Telemetry } from '../../../shared/ports/telemetry.ts'
import type { Notice } from '../../../shared/telemetry/notifier.ts'
import { createOutbox, withNotices } from '../../../shared/telemetry/outbox.ts'
import { MemoryClock } from '../../support/memoryClock.ts'
import { MARKET } from '../../support/wireIds.ts'
import { notice } from './notice.ts'
import { NOW } from './tickRecord.ts'

/** An outbox whose notices are kept. */
function listening(clock: Pick<Clock, 'nowMs' | 'sleep'> = new MemoryClock(NOW)) {
  const sent: Notice[] = []
  const failures: string[] = []
  const outbox = createOutbox({
    notifiers: [{ send: async (each) => void sent.push(each) }],
    clock,
    failed: (each, error) => failures.push(`${each.title}: ${String(error)}`),
  })
  return { outbox, sent, failures }
}

describe('the outbox', () => {
  test('sends the same notice once an hour', async () => {
    const clock = new MemoryClock(NOW)
    const { outbox, sent } = listening(clock)
    outbox.notify(notice)
    outbox.notify(notice)
    outbox.notify({ ...notice, key: 'page:2' })
    await clock.sleep(3_600_000)
    outbox.notify(notice)

    expect(sent.map(({ key }) => key)).toEqual(['page:1', 'page:2', 'page:1'])
  })

  test('a notifier that fails is recorded and disturbs neither the others nor the bot', async () => {
    const reached: string[] = []
    const failures: unknown[] = []
    const outbox = createOutbox({
      notifiers: [
        { send: () => Promise.reject(new Error('no way')) },
        { send: async ({ key }) => void reached.push(key) },
      ],
      clock: new MemoryClock(NOW),
      failed: (_, error) => failures.push(error),
    })
    outbox.notify(notice)
    await outbox.flush(1_000)

    expect(reached).toEqual(['page:1'])
    expect(failures).toEqual([new Error('no way')])
  })

  test('it waits no longer than given, and drops what is too many', async () => {
    const failures: string[] = []
    const outbox = createOutbox({
      notifiers: [{ send: () => new Promise(() => {}) }],
      clock: new MemoryClock(NOW),
      failed: ({ key }) => failures.push(key),
    })
    for (let index = 0; index < 25; index += 1) outbox.notify({ ...notice, key: `page:${index}` })

    await outbox.flush(2_000)

    expect(failures).toEqual(['page:20', 'page:21', 'page:22', 'page:23', 'page:24'])
  })

  test('telemetry with notices reports a STOP that was counted, of its end, and of pages', () => {
    const { outbox, sent } = listening()
    const logged: string[] = []
    const log = (what: string) => () => void logged.push(what)
    const plain: Telemetry = {
      tick: log('tick'),
      busy: log('busy'),
      stop: log('stop'),
      latched: log('latched'),
      page: log('page'),
    }
    const telemetry = withNotices(plain, outbox)
    const reason = { code: 'EXPOSURE' as const, text: 'above the cap', market: MARKET, atMs: NOW }

    telemetry.latched(reason, 'already')
    telemetry.latched(reason, 'latched')
    telemetry.stop({ pass: 'not yet', haltSeq: 0, why: 'x' })
    telemetry.stop({ pass: 'done', haltSeq: 3, why: '' })
    telemetry.page('look', { market: MARKET }, 'invariant')

    expect(sent.map(({ title }) => title)).toEqual(['STOP: EXPOSURE', 'STOP 3 is done', 'Attention needed'])
    expect(sent.map(({ next }) => next)).toContain('npx bot resume 3')
    expect(sent.map(({ runbook }) => runbook)).toEqual([
      'docs/runbook.md#stop-exposure',
      'docs/runbook.md#stop',
      'docs/runbook.md#page-invariant',
    ])
    expect(logged).toEqual(['latched', 'latched', 'stop', 'stop', 'page'])
  })
})
