import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { init } from '../../../../cli/find/init.ts'
import { runCli } from '../../../../cli/program.ts'
import { parseConfigFile } from '../../../../shared/config/parseConfigFile.ts'
import { catalogueStage } from '../../../support/catalogueStage.ts'

async function stageOfInit(of: { readonly terminal: boolean }) {
  const stage = await catalogueStage({ seed: 5, count: 20 })
  const folder = mkdtempSync(join(tmpdir(), 'init-'))
  const stdin = process.stdin.isTTY
  process.stdin.isTTY = of.terminal
  onTestFinished(() => {
    process.stdin.isTTY = stdin
    rmSync(folder, { recursive: true })
  })
  const { host, gammaHost: gamma, dataApiHost: data } = stage.hosts
  const listed = stage.made[7]?.listed ?? expect.fail('no market')
  const asked: string[] = []
  const answering = (...answers: readonly string[]) => {
    const left = [...answers]
    return async (question: string) => {
      asked.push(question)
      return left.shift() ?? expect.fail(`nothing is left to answer "${question}"`)
    }
  }
  const bot = async (...args: readonly string[]) => {
    let out = ''
    const write = (text: string) => {
      out += text
    }
    const venue = ['--host', host, '--gamma', gamma, '--data', data]
    return { exit: await runCli(['init', ...args, ...venue], { out: write, err: write }), out }
  }
  const file = join(folder, 'my-config.json')
  return { ...stage, listed, asked, answering, bot, file, venue: { host, gamma, data } }
}

const LIMITS = ['--max-usdc-locked', '40', '--entry-usdc', '15', '--max-daily-loss-usdc', '8']

describe('init', () => {
  test('writes the same file by questions as by options, and asks again where an answer is wrong', async () => {
    const asking = await stageOfInit({ terminal: true })
    const { file, listed, venue, answering, asked } = asking
    const answers = [listed.slug ?? '', 'Perhaps', '2', '', '4e1', '40', '15', '8']
    const done = await init([], { config: file, ...venue }, answering(...answers))
    const byQuestions = readFileSync(file, 'utf8')
    process.stdin.isTTY = false
    const options = ['--outcome', listed.outcomes[1], '--stage', 'paper', ...LIMITS]
    const same = await asking.bot(listed.slug ?? '', ...options, '--config', file, '--overwrite')

    expect(done.exit).toBe(0)
    expect(done.text).toContain(`${listed.question} – ${listed.outcomes[1]}, on paper`)
    expect(done.text).toMatch(/\nthe bot would (not )?enter this market now/)
    expect(done.text).toContain(`next: npx bot paper --config ${file}`)
    expect(asked.join('\n')).toContain('the cap: confirmed shares x mid')
    expect(asked.join('\n')).toContain(`1  ${listed.outcomes[0]}, bid `)
    expect(same).toMatchObject({ exit: 0 })
    expect(readFileSync(file, 'utf8')).toBe(byQuestions)
    const parsed = parseConfigFile(byQuestions)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    expect(parsed.config.stack.markets).toMatchObject([
      { market: listed.market, tokenId: listed.tokens[1], risk: { maxUsdcLockedMicros: 40_000_000 } },
    ])
    expect(parsed.config.hosts.gamma).toBe(venue.gamma)
    expect(JSON.parse(byQuestions).$schema).toMatch(/config\.schema\.json$/)
  })

  test('writes both outcomes of a market, each under the same limits', async () => {
    const { file, listed, bot } = await stageOfInit({ terminal: false })
    const { exit, out } = await bot(listed.slug ?? '', '--outcome', 'both', ...LIMITS, '--config', file)

    expect(exit).toBe(0)
    expect(out).toContain('both outcomes, on paper')
    const parsed = parseConfigFile(readFileSync(file, 'utf8'))
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const { markets, accountMicros } = parsed.config.stack
    expect(markets.map(({ tokenId }) => tokenId)).toEqual(listed.tokens)
    expect(accountMicros).toBe(80_000_000)
  })

  test('replaces no file unless asked to', async () => {
    const { file, listed, venue, answering, bot } = await stageOfInit({ terminal: true })
    writeFileSync(file, 'mine')
    const kept = await init([listed.slug ?? ''], { config: file, ...venue }, answering('no'))
    process.stdin.isTTY = false
    const refused = await bot(listed.slug ?? '', '--config', file)

    expect(kept).toMatchObject({ exit: 1, text: `${file} is unchanged` })
    expect(refused.exit).toBe(2)
    expect(refused.out).toContain('add --overwrite')
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })

  test('without a terminal it names the option that is missing or wrong, and writes nothing', async () => {
    const { file, listed, bot, exchange } = await stageOfInit({ terminal: false })
    const slug = listed.slug ?? ''
    const refusal = async (...args: readonly string[]) => {
      const { exit, out } = await bot(...args, '--config', file)
      expect([exit, existsSync(file)]).toEqual([2, false])
      return out
    }

    expect(await refusal()).toContain('MARKET = missing')
    expect(await refusal(slug)).toContain('--outcome = missing')
    const outcome = ['--outcome', listed.outcomes[0]]
    expect(await refusal(slug, ...outcome, '--stage', 'real')).toContain('--stage = real: use paper or live')
    expect(await refusal(slug, ...outcome)).toContain('--max-usdc-locked = missing')
    expect(await refusal(slug, ...outcome, ...LIMITS, '--entry-usdc', '21')).toContain('use at most 20')
    exchange.change(listed.market, { closed: true })
    expect(await refusal(slug, ...outcome, ...LIMITS)).toContain('it no longer takes orders')
  })

  test('for real money it leads to the setup, which writes the wallet', async () => {
    const { file, listed, bot } = await stageOfInit({ terminal: false })
    const options = ['--outcome', listed.outcomes[0], '--stage', 'live', ...LIMITS]
    const { exit, out } = await bot(listed.slug ?? '', ...options, '--config', file, '--json')

    expect(exit).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ next: `npx bot setup --yes --config ${file}` })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ stage: 'live', accountUsdc: 40 })
  })
})
