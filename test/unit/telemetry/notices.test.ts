import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { emptyPosition } from '../../../shared/accounting/position.ts'
import type { Valuation } from '../../../shared/accounting/valuation.ts'
import type { LegStatus } from '../../../shared/domain/leg.ts'
import { price, size, tokenId, usdc } from '../../../shared/domain/units.ts'
import type { AwsRequest } from '../../../shared/http/createAwsCall.ts'
import type { MachineEvent } from '../../../shared/machine/event.ts'
import type { Clock } from '../../../shared/ports/clock.ts'
import type { Telemetry } from '../../../shared/ports/telemetry.ts'
import { noticesOf, pageNotice } from '../../../shared/telemetry/noticesOf.ts'
import { type Notice, noticeText } from '../../../shared/telemetry/notifier.ts'
import { createOutbox, withNotices } from '../../../shared/telemetry/outbox.ts'
import { createSnsNotifier } from '../../../shared/telemetry/snsNotifier.ts'
import { createWebhookNotifier, shapeOf } from '../../../shared/telemetry/webhookNotifier.ts'
import { MemoryClock } from '../../support/memoryClock.ts'
import { MARKET } from '../../support/wireIds.ts'
import { holdingState, NOW, tickRecord } from './tickRecord.ts'

const MAX_CHARS = 2_000
const NO_PRICE: Valuation = { belief: 'none', valueMicros: null, priceMicros: null, dearMicros: null }
const notice: Notice = {
  kind: 'page',
  key: 'page:1',
  title: 'Attention needed',
  text: 'entry refused: <b> & more',
  runbook: 'docs/runbook.md#page-refused',
  next: 'npx bot status',
}

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

describe('what a tick has to tell', () => {
  const [leg] = holdingState().legs
  if (leg === undefined) throw new Error('no leg')
  const fill = (status: LegStatus): MachineEvent => ({ is: 'fill', leg: { ...leg, status } })

  test('a fill is told by the tick that first stores it as final, with the next command', () => {
    const notices = noticesOf(tickRecord({ events: [fill('CONFIRMED')] }))

    expect(notices).toMatchObject([{ kind: 'fill', title: 'Fill: BUY 20 at 0.4', next: 'npx bot why t1' }])
    expect(notices[0]?.text).toContain('20 shares are held')
  })

  test('it is told again by nobody: not by the next tick, not by one whose item was not stored', () => {
    const events = [fill('CONFIRMED')]
    expect(noticesOf(tickRecord())).toEqual([])
    expect(noticesOf(tickRecord({ events, outcome: 'lost' }))).toEqual([])
    expect(noticesOf(tickRecord({ events, outcome: 'unknown' }))).toEqual([])
  })

  test('a matched fill is no news yet; one that failed is', () => {
    expect(noticesOf(tickRecord({ events: [fill('PROVISIONAL')] }))).toEqual([])
    expect(noticesOf(tickRecord({ events: [fill('FAILED')] }))).toMatchObject([
      { title: expect.stringContaining('failed to settle') },
    ])
  })

  test('the day that ended is summed up once, by the tick that begins the next', () => {
    const position = { ...emptyPosition, realisedMicros: usdc(1_500_000), roundTrips: 3 }
    const events: MachineEvent[] = [
      {
        is: 'dayEnded',
        utc: '2026-01-01',
        position,
        mark: NO_PRICE,
        exposureMicros: usdc(2_000_000),
        refused: {},
      },
    ]

    const [notice, ...more] = noticesOf(tickRecord({ events }))

    expect(more).toEqual([])
    expect(notice).toMatchObject({
      kind: 'summary',
      title: 'The day 2026-01-01 (UTC)',
      next: 'npx bot pnl',
    })
    expect(notice?.text).toMatch(/nothing is held, exposure 2 USDC; .* realised 1\.5, fees 0, 3 round trips/)
  })

  test('the refusals that page nobody are named, the most frequent first', () => {
    const dayEnded: MachineEvent = {
      is: 'dayEnded',
      utc: '2026-01-01',
      position: emptyPosition,
      mark: NO_PRICE,
      exposureMicros: usdc(0),
      refused: { spreadWide: 12, inPlay: 300 },
    }

    expect(noticesOf(tickRecord({ events: [dayEnded] }))[0]?.text).toMatch(
      /; the market refused entries: the game has begun, .* \(300 ticks\), the spread is wider .* \(12 ticks\)$/,
    )
  })

  test('what is held then is valued, by a price that is named', () => {
    const position = { ...emptyPosition, sizeMicros: size(50_000_000), costMicros: usdc(28_000_000) }
    const mark = {
      belief: 'bids' as const,
      valueMicros: usdc(5_000_000),
      priceMicros: price(100_000),
      dearMicros: usdc(28_500_000),
    }
    const summed = (by: Valuation) =>
      noticesOf(
        tickRecord({
          events: [
            {
              is: 'dayEnded',
              utc: '2026-01-01',
              position,
              mark: by,
              exposureMicros: usdc(28_500_000),
              refused: {},
            },
          ],
        }),
      )[0]?.text

    expect(summed(mark)).toContain('50 shares are held, worth 5 USDC (bids pay 0.1), exposure 28.5 USDC')
    expect(summed(NO_PRICE)).toContain('50 shares are held, exposure')
  })
})

test('the end of what was paged leads to the same row as its page', () => {
  const ended = (event: MachineEvent) => noticesOf(tickRecord({ events: [event] }))

  expect(ended({ is: 'waitEnded', name: 'exitNotResting', sinceMs: NOW })).toMatchObject([
    { title: 'Resolved: no further action', runbook: 'docs/runbook.md#page-exitnotresting' },
  ])
  expect(ended({ is: 'refusalsEnded', side: 'BUY', inRow: 3 })).toMatchObject([
    { runbook: 'docs/runbook.md#page-refused' },
  ])
})

describe('the outbox', () => {
  test('tells the same news once an hour', async () => {
    const clock = new MemoryClock(NOW)
    const { outbox, sent } = listening(clock)
    outbox.notify(notice)
    outbox.notify(notice)
    outbox.notify({ ...notice, key: 'page:2' })
    await clock.sleep(3_600_000)
    outbox.notify(notice)

    expect(sent.map(({ key }) => key)).toEqual(['page:1', 'page:2', 'page:1'])
  })

  test('a way that fails is informed of and disturbs neither the other ways nor the bot', async () => {
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

  test('it waits for nobody longer than it is told to, and takes no flood', async () => {
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

test('one page of each outcome of a market is two notices', () => {
  const of = (token: string) =>
    pageNotice('no price', { market: MARKET, tokenId: tokenId(token) }, 'exitOnly')
  expect(of('7').key).not.toBe(of('8').key)
  expect(of('7')).toMatchObject({ of: { market: MARKET, tokenId: '7' } })
})

describe('the ways', () => {
  test.each([
    ['telegram', 'https://api.telegram.org/bot1:a/sendMessage?chat_id=7', 'telegram'],
    ['telegram without a chat', 'https://api.telegram.org/bot1:a/sendMessage', null],
    ['discord', 'https://discord.com/api/webhooks/1/a', 'discord'],
    ['slack', 'https://hooks.slack.com/services/a/b', 'slack'],
    ['plain http', 'http://hooks.slack.com/services/a/b', null],
    ['a host that only looks like it', 'https://hooks.slack.com.example.org/services/a', null],
    ['no address', 'hello', null],
  ])('%s is known by its address', (_, url, shape) => {
    expect(shapeOf(url)).toBe(shape)
  })

  test.each([
    ['telegram', { text: noticeText(notice, MAX_CHARS), disable_web_page_preview: true }],
    ['discord', { content: noticeText(notice, MAX_CHARS), allowed_mentions: { parse: [] } }],
    ['slack', { text: noticeText(notice, MAX_CHARS).replace('<b> & more', '&lt;b&gt; &amp; more') }],
  ] as const)('%s is sent its own shape', async (shape, body) => {
    const hook = await startHook(204)

    await createWebhookNotifier(`${hook.url}/secret`, shape).send(notice)

    expect(hook.bodies).toEqual([body])
  })

  test('a text that is too long loses its end, not the way to the runbook and the next command', async () => {
    const hook = await startHook(204)
    const long = { ...notice, text: 'long '.repeat(1_000) }

    await createWebhookNotifier(`${hook.url}/secret`, 'discord').send(long)

    const [{ content }] = hook.bodies as [{ content: string }]
    expect(content).toHaveLength(2_000)
    expect(content).toMatch(/…\nSee docs\/runbook\.md#page-refused\nNext: npx bot status$/)
  })

  test('a refusal is an error that does not quote the address', async () => {
    const hook = await startHook(404)
    const sending = createWebhookNotifier(`${hook.url}/secret`, 'slack').send(notice)

    await expect(sending).rejects.toThrow(/^webhook: status 404$/)
    const nowhere = createWebhookNotifier('http://127.0.0.1:1/secret', 'slack').send(notice)
    await expect(nowhere).rejects.toThrow(/^webhook: TypeError$/)
  })

  test('mail goes through the page topic, with a subject that SNS takes', async () => {
    const asked: AwsRequest[] = []
    const sns = async (request: AwsRequest): Promise<string> => {
      asked.push(request)
      return '<PublishResponse/>'
    }

    await createSnsNotifier(sns, 'arn:page').send({ ...notice, title: `STOP: é\n${'x'.repeat(200)}` })

    const sent = new URLSearchParams(asked[0]?.body)
    expect([sent.get('Action'), sent.get('TopicArn')]).toEqual(['Publish', 'arn:page'])
    expect(sent.get('Subject')).toMatch(/^STOP: {1,2}x{80,95}$/)
    expect(sent.get('Message')).toContain('Next: npx bot status')
  })
})

async function startHook(status: number): Promise<{ readonly url: string; readonly bodies: unknown[] }> {
  const bodies: unknown[] = []
  const server = createServer(async (request, response) => {
    bodies.push(await json(request))
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, bodies }
}
