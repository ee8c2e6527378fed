import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { namedBook } from '../../../../cli/data/namedBook.ts'
import { stackMarket } from '../../../../cli/find/stackMarket.ts'
import { runCli } from '../../../../cli/program.ts'
import { parseConfigFile } from '../../../../shared/config/parseConfigFile.ts'
import { catalogueStage } from '../../../support/catalogueStage.ts'

async function stageOfNames() {
  const stage = await catalogueStage({ seed: 5, count: 60 })
  const { host, gammaHost, dataApiHost } = stage.hosts
  const folder = mkdtempSync(join(tmpdir(), 'named-'))
  const stdin = process.stdin.isTTY
  process.stdin.isTTY = false
  onTestFinished(() => {
    process.stdin.isTTY = stdin
    rmSync(folder, { recursive: true })
  })
  const listed = (nth: number) => {
    const made = stage.made[nth]
    if (made === undefined) throw new Error(`no market ${nth}`)
    return made.listed
  }
  const bot = async (...args: readonly string[]) => {
    let out = ''
    const write = (text: string) => {
      out += text
    }
    return { exit: await runCli(args, { out: write, err: write }), out }
  }
  const entry = (nth: number) => {
    const { market, question, outcomes, tokens } = listed(nth)
    return { market, token: tokens[0], question, outcome: outcomes[0] }
  }
  const limits = { maxUsdcLocked: 20, entryUsdc: 10, maxDailyLossUsdc: 5 }
  const written = (markets: readonly object[]) => {
    const file = join(folder, 'my-config.json')
    const hosts = { clob: host, gamma: gammaHost, data: dataApiHost }
    const all = markets.map((market) => ({ ...market, ...limits }))
    writeFileSync(file, JSON.stringify({ stage: 'paper', accountUsdc: 200, hosts, markets: all }, null, 4))
    return file
  }
  const configOf = (...nths: readonly number[]) => {
    const parsed = parseConfigFile(readFileSync(written(nths.map(entry)), 'utf8'))
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    return parsed.config
  }
  return { ...stage, listed, bot, written, configOf, entry, gammaHost }
}

describe('a market of the bot is named', () => {
  test('by id, page, slug and words alike', async () => {
    const { configOf, listed } = await stageOfNames()
    const config = configOf(7, 8)
    const { market, slug = '', question } = listed(7)

    for (const text of [market, `https://polymarket.com/event/an-event/${slug}`, slug, question]) {
      expect(await stackMarket('--market', text, config)).toBe(market)
    }
  })

  test('by words that the configuration has, without the venue', async () => {
    const { configOf, listed, venue } = await stageOfNames()
    const config = configOf(7, 8)
    await venue.close()

    expect(await stackMarket('--market', listed(8).question.toUpperCase(), config)).toBe(listed(8).market)
  })

  test('of several that the venue finds, by the one that is configured', async () => {
    const { configOf, listed } = await stageOfNames()
    const event = `https://polymarket.com/event/${listed(0).event?.slug ?? ''}`

    expect(await stackMarket('--market', event, configOf(3, 7))).toBe(listed(3).market)
    await expect(stackMarket('--market', event, configOf(7))).rejects.toThrow('several markets match')
  })

  test('and where it may be two of the configured, both are choices', async () => {
    const { configOf, listed, entry } = await stageOfNames()

    const asked = stackMarket('--market', 'vote 0 of Elandia', configOf(0, 1, 7))
    await expect(asked).rejects.toThrow(
      `1  ${listed(0).question} – ${entry(0).outcome} (${listed(0).market})`,
    )
    await expect(asked).rejects.toThrow(`2  ${listed(1).question}`)
    await expect(asked).rejects.not.toThrow(listed(2).question)
    await expect(stackMarket('--market', 'a zebra in space', configOf(7))).rejects.toThrow(
      'neither the configuration nor the venue has such a market',
    )
  })
})

describe('the configuration', () => {
  test('takes an address, a slug or words, once a command has written the ids next to them', async () => {
    const { bot, written, listed } = await stageOfNames()
    const [a, b, c] = [listed(7), listed(8), listed(9)]
    const file = written([
      { market: `https://polymarket.com/event/x/${a.slug}`, outcome: a.outcomes[1] },
      { market: b.slug, token: b.outcomes[0] },
      { market: c.question, token: c.tokens[1] },
    ])
    const before = readFileSync(file, 'utf8')

    const refused = await bot('paper', '--config', file, '--for', '1s')
    expect(refused.exit).toBe(2)
    expect(refused.out).toContain('"npx bot ids" writes it')

    const dry = await bot('ids', '--config', file)
    expect(dry.exit).toBe(2)
    expect(dry.out).toContain(`is ${a.question} – ${a.outcomes[1]}, market ${a.market}, token ${a.tokens[1]}`)
    expect(readFileSync(file, 'utf8')).toBe(before)

    expect((await bot('ids', '--config', file, '--yes')).exit).toBe(0)
    const parsed = parseConfigFile(readFileSync(file, 'utf8'))
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    expect(parsed.config.stack.markets.map(({ market, tokenId }) => [market, tokenId])).toEqual([
      [a.market, a.tokens[1]],
      [b.market, b.tokens[0]],
      [c.market, c.tokens[1]],
    ])
    expect(parsed.config.words.map(({ question, outcome }) => [question, outcome])).toEqual([
      [a.question, a.outcomes[1]],
      [b.question, b.outcomes[0]],
      [c.question, c.outcomes[1]],
    ])
    expect(readFileSync(file, 'utf8')).toContain('    "accountUsdc": 200')
    expect((await bot('ids', '--config', file)).out).toContain('every market is named by its ids')
  })

  test('gets the other token and its words too where both outcomes are chosen, and none but the market’s', async () => {
    const { bot, written, listed } = await stageOfNames()
    const [a, b] = [listed(7), listed(8)]
    const file = written([
      { market: a.slug, outcomes: 'both' },
      { market: b.market, token: b.tokens[1], outcomes: 'both', otherOutcome: b.outcomes[0] },
    ])

    expect((await bot('ids', '--config', file, '--yes')).exit).toBe(0)

    const parsed = parseConfigFile(readFileSync(file, 'utf8'))
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const { stack, words } = parsed.config
    expect(stack.markets.map(({ market, tokenId }) => [market, tokenId])).toEqual([
      [a.market, a.tokens[0]],
      [a.market, a.tokens[1]],
      [b.market, b.tokens[1]],
      [b.market, b.tokens[0]],
    ])
    expect(words.map(({ outcome }) => outcome)).toEqual([...a.outcomes, b.outcomes[1], b.outcomes[0]])
    const wrong = written([
      { market: a.slug, outcomes: 'both', outcome: a.outcomes[0], otherOutcome: 'Perhaps' },
    ])
    const refused = await bot('ids', '--config', wrong, '--yes')
    expect(refused).toMatchObject({ exit: 2 })
    expect(refused.out).toContain(
      `markets[0].otherOutcome = "Perhaps": next to "${a.outcomes[0]}", the other outcome of`,
    )
  })

  test('is left as it is where a name is not clear, an outcome is missing, or the market has ended', async () => {
    const { bot, written, listed, exchange } = await stageOfNames()
    const { market, slug = '', outcomes } = listed(7)
    const ofFile = async (entry: object) => {
      const file = written([entry])
      const before = readFileSync(file, 'utf8')
      const ran = await bot('ids', '--config', file, '--yes')
      expect(ran.exit).toBe(2)
      expect(readFileSync(file, 'utf8')).toBe(before)
      return ran.out
    }

    expect(await ofFile({ market: 'vote 0 of Elandia', outcome: 'Yes' })).toContain('several markets match')
    expect(await ofFile({ market: slug })).toContain(`"${outcomes[0]}" or "${outcomes[1]}"`)
    expect(await ofFile({ market: slug, outcome: 'Perhaps' })).toContain('name one of them')
    exchange.change(market, { closed: true })
    expect(await ofFile({ market: slug, outcome: outcomes[0] })).toContain('this market has ended')
  })
})

test('a recording of many markets: words become the ids that it holds; ids are not looked up', async () => {
  const { listed, gammaHost: gamma, venue } = await stageOfNames()
  const { market, slug = '', tokens, outcomes } = listed(7)

  expect(await namedBook({ market: slug, token: outcomes[1], gamma })).toEqual({
    market,
    token: tokens[1],
    gamma,
  })
  await expect(namedBook({ token: 'Yes', gamma })).rejects.toThrow('name the market with --market')
  await venue.close()
  expect(await namedBook({ market, token: tokens[0], gamma })).toEqual({ market, token: tokens[0], gamma })
  expect(await namedBook({ token: '12', gamma })).toEqual({ token: '12', gamma })
})
