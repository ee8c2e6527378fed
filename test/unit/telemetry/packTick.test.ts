import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { parseTickLine } from '../../../cli/aws/tickLines.ts'
import { replayTick } from '../../../cli/operate/replayTick.ts'
import { DESK_WALLET } from '../../../desk/session/embedded.ts'
import { parseOptions } from '../../../desk/session/parseOptions.ts'
import { sessionConfig } from '../../../desk/session/sessionConfig.ts'
import { sessionFeeds } from '../../../desk/session/sessionFeed.ts'
import { marketId, tokenId } from '../../../shared/domain/units.ts'
import type { TickAudit } from '../../../shared/ports/telemetry.ts'
import { auditLine } from '../../../shared/telemetry/auditLine.ts'
import { fromBase85, toBase85 } from '../../../shared/telemetry/base85.ts'
import { createTelemetry } from '../../../shared/telemetry/createTelemetry.ts'
import { dictionaryText, packTick, unpackTick } from '../../../shared/telemetry/packTick.ts'
import { createRedactor } from '../../../shared/telemetry/redactor.ts'
import { bench, ticked } from '../../support/engineBench.ts'
import { recordSession } from '../../support/recordSession.ts'

const MARKET = marketId(`0x${'ab'.repeat(32)}`)
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

async function oneTick(): Promise<TickAudit> {
  const of = bench()
  await ticked(of)
  const [record] = of.told.ticks
  if (record === undefined) throw new Error('nothing was logged')
  return record
}

describe('a packed tick', () => {
  test('comes back as it was', async () => {
    const record = await oneTick()
    const { market, before, seen, after } = record
    const text = packTick(record, (_, value) => value)
    expect(asJson(unpackTick(market, text))).toEqual(asJson({ market, before, seen, after }))
  })

  test('comes back whatever its fields hold, those that look packed too', async () => {
    const { seen } = await oneTick()
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom('~', '~~', '~-1', '1:~5'),
      fc.integer(),
      fc.integer({ min: 999_999_999_990, max: 1_000_000_000_010 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0),
      fc.constant(null),
      fc.constant(undefined),
      fc.array(fc.nat(4e12)),
    )
    const state = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'mids'), value)
    fc.assert(
      fc.property(state, state, (before, after) => {
        const record = { market: MARKET, before, seen, after } as unknown as TickAudit
        const unpacked = unpackTick(
          MARKET,
          packTick(record, (_, each) => each),
        )
        expect(asJson(unpacked)).toEqual(asJson(record))
      }),
    )
  })

  test('holds no secret that was registered or that is under the name of one', async () => {
    // Prepare
    const record = await oneTick()
    const redactor = createRedactor()
    redactor.hide('hunter2-hunter2')
    const control = { ok: false, unknown: 'refused: hunter2-hunter2', secret: 'a-secret-by-name' }
    const told = { ...record, seen: { ...record.seen, control } } as unknown as TickAudit

    // Act
    const unpacked = unpackTick(record.market, auditLine(told, redactor.replacer).packed)

    // Assess
    expect(unpacked.seen.control).toEqual({ ok: false, unknown: 'refused: [hidden]', secret: '[hidden]' })
  })

  test('of a newer version, or spoiled, is refused', async () => {
    const { market, ...rest } = await oneTick()
    const text = packTick({ market, ...rest }, (_, value) => value)
    expect(() => unpackTick(market, text.replace('2:', '9:'))).toThrow('newer than this code')
    expect(() => unpackTick(market, text.slice(0, 200))).toThrow()
    expect(() => unpackTick(market, '')).toThrow()
    expect(parseTickLine(JSON.stringify({ tick: { market, audit: {}, packed: '1:!' } }))).toEqual([])
  })

  test('is read forever with the dictionary that it was written with', () => {
    // Another text is another version: lines of the years before would be lost.
    const digests = ['1', '2'].map((version) =>
      createHash('sha256').update(dictionaryText(version)).digest('hex'),
    )
    expect(digests).toEqual([
      '1bdc62da6ed5b4ddb3abde1fe2cfb5d6c5f44514241ce8fd28c89f3879cfe29e',
      '1f38965295b4fbb064937a445f895a7d0f3feb8ac9da8b2c37f0d77f1d23599c',
    ])
  })

  test('of the first version is read', () => {
    const file = new URL('packedByVersion1.json', import.meta.url)
    const { market, packed } = JSON.parse(readFileSync(file, 'utf8')) as { market: string; packed: string }

    const { before, seen, after } = unpackTick(marketId(market), packed)

    expect([before.phase, after?.phase]).toEqual(['EXIT_PENDING', 'EXIT_PENDING'])
    expect(seen.nowMs - (before.tickedAtMs ?? 0)).toBe(10_000)
    expect(after?.tickedAtMs).toBe(seen.nowMs)
  })
})

describe('base 85', () => {
  test('gives back any bytes, in characters that JSON leaves as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (array) => {
        const bytes = Buffer.from(array)
        const text = toBase85(bytes)
        expect(fromBase85(text)).toEqual(bytes)
        expect(JSON.stringify(text)).toBe(`"${text}"`)
        expect(text.length).toBe(Math.ceil((bytes.length * 5) / 4))
      }),
    )
    expect(toBase85(Buffer.from([0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b]))).toBe('HelloWorld')
  })

  test.each(['Hell"', 'Hellö', '#####'])('refuses %s', (text) => {
    expect(() => fromBase85(text)).toThrow()
  })
})

/** The lines of ticks, as a function that has logged none before writes each: all that the logger adds is in them. */
function logged(records: readonly TickAudit[]): readonly string[] {
  vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0')
  const written: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk))
    return true
  })
  onTestFinished(() => {
    spy.mockRestore()
    vi.unstubAllEnvs()
  })
  const of = { stage: 'live', redactor: createRedactor(), config: '0123456789abcdef' }
  for (const record of records) createTelemetry(of).tick(record)
  spy.mockRestore()
  return written
    .join('')
    .split('\n')
    .filter((line) => line.includes('"message":"tick"'))
}

/** The state of a market that has traded for a while is larger than that of a fresh one. */
const HOURS = '1'

test('the lines of a real session are a kilobyte and a half at the median of the quiet ones, and every line replays', async () => {
  // Prepare
  const options = parseOptions({ hours: HOURS, seed: '3' })
  const records: TickAudit[] = []
  await recordSession(options, (record) => records.push(record))
  const config = sessionConfig(options, {
    wallet: DESK_WALLET,
    token: sessionFeeds(options, 1)[0]?.listing.tokens[0] ?? tokenId('1'),
  })

  // Act
  const lines = logged(records)
  const quiet = records.flatMap(({ decision, events }, index) =>
    decision.actions.length === 0 && events.length === 0 ? [lines[index]?.length ?? 0] : [],
  )
  const replayed = lines
    .flatMap(parseTickLine)
    .map((line) => replayTick(line, config.stack, '0123456789abcdef').is)

  // Assess
  expect(quiet.length).toBeGreaterThan(200)
  expect(quiet.toSorted((a, b) => a - b)[Math.floor(quiet.length / 2)]).toBeLessThanOrEqual(1_500)
  expect(replayed).toEqual(records.map(() => 'same'))
}, 60_000)

test('a line written before anything was packed is read, and proves its decision', async () => {
  const of = bench()
  const record = await (async () => {
    await ticked(of)
    return of.told.ticks[0]
  })()
  if (record === undefined) throw new Error('nothing was logged')
  const { decision, ...rest } = record
  const old = { ...rest, actions: decision.actions, audit: decision.audit }
  const [line] = parseTickLine(JSON.stringify({ message: 'tick', config: 'then', tick: old }))
  expect(line && replayTick(line, of.stack, 'then')).toEqual({ is: 'same' })
})
