import { describe, expect, onTestFinished, test } from 'vitest'
import { outcomeNamed } from '../../../../cli/find/outcomeNamed.ts'
import { runCli } from '../../../../cli/program.ts'
import { catalogueStage } from '../../../support/catalogueStage.ts'

async function stageOfNames() {
  const stage = await catalogueStage({ seed: 5, count: 60 })
  const { host, gammaHost, dataApiHost } = stage.hosts
  const where = ['--host', host, '--gamma', gammaHost, '--data', dataApiHost]
  const stdin = process.stdin.isTTY
  process.stdin.isTTY = false
  onTestFinished(() => {
    process.stdin.isTTY = stdin
  })
  const show = async (...args: readonly string[]) => {
    let out = ''
    const write = (text: string) => {
      out += text
    }
    return { exit: await runCli(['market', ...where, ...args], { out: write, err: write }), out }
  }
  const listed = (nth: number) => {
    const made = stage.made[nth]
    if (made === undefined) throw new Error(`no market ${nth}`)
    return made.listed
  }
  return { ...stage, show, listed, names: { clob: host, gamma: gammaHost, data: dataApiHost } }
}

describe('a market is shown', () => {
  test('by its id, page, slug and words alike, with both outcomes and their tokens', async () => {
    const { show, listed } = await stageOfNames()
    const { market, slug = '', question, tokens, rewards } = listed(7)

    for (const text of [market, `https://polymarket.com/event/an-event/${slug}`, slug, question]) {
      const { exit, out } = await show(text)
      expect(exit).toBe(0)
      expect(out.startsWith(`${question}\n`)).toBe(true)
      expect(out).toContain(market)
      for (const token of tokens) expect(out).toContain(`token ${token}`)
      expect(out).toContain(`from ${(rewards?.minSizeMicros ?? 0) / 1e6} shares`)
      expect(out).toMatch(/spread +\d+(\.\d+)? cents/)
      expect(out).toMatch(/ends +\S/)
      expect(out).toMatch(/tick, minimum order +0\.01, 5 shares/)
    }
    // Words of a question need no quotation marks.
    expect((await show(...question.split(' '))).out.startsWith(question)).toBe(true)
  })

  test('after its end too, as closed', async () => {
    const { show, listed, exchange } = await stageOfNames()
    const { market, slug = '', question } = listed(7)
    exchange.change(market, { closed: true })

    for (const text of [market, slug]) {
      const { exit, out } = await show(text)
      expect(exit).toBe(0)
      expect(out.startsWith(question)).toBe(true)
      expect(out).toMatch(/state +closed/)
    }
    // Words look for what can be traded.
    expect((await show(question)).exit).toBe(2)
  })

  test('only once it is clear which: several are choices, and exit 2 where nobody can be asked', async () => {
    const { show, listed } = await stageOfNames()
    const event = listed(0).event?.slug ?? ''

    for (const text of [`https://polymarket.com/event/${event}`, 'vote 0 of Elandia']) {
      const { exit, out } = await show(text)
      expect(exit).toBe(2)
      expect(out).toContain('several markets match: name one by its slug')
      for (const nth of [0, 1, 2, 3, 4, 5])
        expect(out).toContain(`${listed(nth).question}  (${listed(nth).slug})`)
      expect(out).not.toContain(listed(7).question)
    }
  })

  test('or it is said that the venue has none like it', async () => {
    const { show, venue } = await stageOfNames()

    for (const text of ['a zebra in space', 'a-zebra-in-space', `0x${'12'.repeat(32)}`]) {
      const { exit, out } = await show(text)
      expect(exit).toBe(2)
      expect(out).toContain('the venue has no such market')
    }
    await venue.close()
    expect(await show('bitcoin')).toMatchObject({
      exit: 1,
      out: expect.stringContaining('cannot be looked up'),
    })
  })
})

describe('an outcome is named', () => {
  test('by its word, or by its token', async () => {
    const { listed, names } = await stageOfNames()
    const { slug = '', market, tokens, outcomes } = listed(7)
    const named = (token: string) => outcomeNamed({ field: '--market', market: slug, token }, names)

    expect(await named(outcomes[1].toUpperCase())).toEqual({ market, token: tokens[1] })
    expect(await named(tokens[0])).toEqual({ market, token: tokens[0] })
    await expect(named('Perhaps')).rejects.toThrow(
      `--token = Perhaps: "${listed(7).question}" has the outcomes ${outcomes[0]} and ${outcomes[1]}: name one of them`,
    )
    await expect(named('123')).rejects.toThrow('name one of them')
  })

  test('by two ids without asking anybody', async () => {
    const { listed, names, venue } = await stageOfNames()
    await venue.close()
    const { market, tokens } = listed(7)

    expect(await outcomeNamed({ field: '--market', market, token: tokens[1] }, names)).toEqual({
      market,
      token: tokens[1],
    })
  })
})
