import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCli } from '../../../../cli/program.ts'
import { MAX_MARKETS } from '../../../../shared/config/parseConfig.ts'
import { parseConfigFile } from '../../../../shared/config/parseConfigFile.ts'
import { catalogueStage } from '../../../support/catalogueStage.ts'

async function stageOfCommand(count: number) {
  const stage = await catalogueStage({ seed: 5, count })
  const folder = mkdtempSync(join(tmpdir(), 'find-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { host, gammaHost, dataApiHost } = stage.hosts
  const where = ['--host', host, '--gamma', gammaHost, '--data', dataApiHost]
  const run = async (...args: readonly string[]) => {
    let out = ''
    const terminal = {
      out: (text: string) => {
        out += text
      },
      err: (text: string) => {
        out += text
      },
    }
    const cache = ['--cache', join(folder, 'cache.json')]
    return { exit: await runCli(['find', ...where, ...cache, ...args], terminal), out }
  }
  const requests = () => [...stage.venue.calls.values()].reduce((sum, calls) => sum + calls, 0)
  return { ...stage, run, requests, file: join(folder, 'my-config.json') }
}

test('find ranks, keeps its look, writes a configuration within the budget, and compares it', async () => {
  const { run, requests, file, made, venue } = await stageOfCommand(300)

  const first = JSON.parse((await run('--json', '--top', '10')).out)
  const asked = requests()
  const again = JSON.parse((await run('--json', '--top', '10')).out)
  const shown = await run('--top', '3')

  expect(first.markets).toHaveLength(10)
  expect(first.calls).toBe(asked)
  expect(again.markets).toEqual(first.markets)
  expect(requests()).toBe(asked)
  const nets = first.markets.map(({ netMicros }: { netMicros: number }) => netMicros)
  expect(nets).toEqual(nets.toSorted((a: number, b: number) => b - a))
  expect(first.markets.every((candidate: { refusals: string[] }) => candidate.refusals.length === 0)).toBe(
    true,
  )
  expect(shown.out).toContain(`${first.markets[0].question} – ${first.markets[0].outcomeName}`)
  expect(shown.out).toMatch(/^read \d+ s ago with \d+ requests\n300 markets with a programme/)

  const written = await run('--write', file, '--top', '5', '--budget', '250')
  const parsed = parseConfigFile(readFileSync(file, 'utf8'))
  if (!parsed.ok) throw new Error('not a configuration')
  const { markets, accountMicros } = parsed.config.stack
  expect(written.exit).toBe(0)
  // The next command finds them where they were found.
  expect(parsed.config.hosts).toEqual({ clob: venue.url, data: venue.dataUrl, gamma: venue.dataUrl })
  expect(markets).toHaveLength(5)
  expect(markets.reduce((sum, { risk }) => sum + risk.maxUsdcLockedMicros, 0)).toBeLessThanOrEqual(
    250_000_000,
  )
  expect(accountMicros).toBeLessThanOrEqual(250_000_000)
  for (const { market, tokenId, risk } of markets) {
    const { listed, book } = made.find((each) => each.listed.market === market) ?? {}
    const [bid, ask] = book?.type === 'book' ? [book.bids[0], book.asks[0]] : []
    const isFirst = listed?.tokens[0] === tokenId
    const price = isFirst ? (bid?.priceMicros ?? 0) : 1_000_000 - (ask?.priceMicros ?? 0)
    const need = ((listed?.rewards?.minSizeMicros ?? 0) * price) / 1e6
    expect(risk.entryUsdcMicros).toBeGreaterThanOrEqual(need)
  }

  const both = `${file}.both`
  expect((await run('--write', both, '--top', '3', '--budget', '250', '--sides', 'two')).exit).toBe(0)
  const pairs = parseConfigFile(readFileSync(both, 'utf8'))
  if (!pairs.ok) throw new Error('not a configuration')
  expect(pairs.config.stack.markets).toHaveLength(6)
  expect(new Set(pairs.config.stack.markets.map(({ market }) => market)).size).toBe(3)
  expect(pairs.config.stack.accountMicros).toBeLessThanOrEqual(250_000_000)
  expect(new Set(pairs.config.words.map(({ question, outcome }) => `${question} ${outcome}`)).size).toBe(6)

  const compared = JSON.parse((await run('--json', '--compare', file, '--top', '5')).out)
  expect(compared).toMatchObject({ leaves: [], comes: [] })
  expect(compared.stays).toHaveLength(5)
  const fewer = JSON.parse((await run('--json', '--compare', file, '--top', '2')).out)
  expect(fewer.leaves).toHaveLength(3)
})

test('find refuses what it cannot do by the option’s name, and a file that is there', async () => {
  const { run, file } = await stageOfCommand(40)

  const budgetless = await run('--write', file)
  expect(budgetless.exit).toBe(2)
  expect(budgetless.out).toMatch(/^--budget = missing/)
  const tooMany = String(MAX_MARKETS + 1)
  expect((await run('--top', tooMany, '--budget', '900', '--write', file)).out).toMatch(
    `--top = ${tooMany}: a configuration has at most ${MAX_MARKETS} markets`,
  )
  expect((await run('--sides', 'three')).out).toMatch(/^--sides = three: use one or two/)
  expect((await run('--usdc', 'much')).out).toMatch(/^--usdc = much: use a number/)
  expect((await run('--top', '2', '--budget', '100', '--write', file)).exit).toBe(0)
  const twice = await run('--top', '2', '--budget', '100', '--write', file)
  expect(twice.exit).toBe(2)
  expect(twice.out).toContain('it already exists: name a new file')
})

test('find says so where the venue does not answer', async () => {
  const { run, venue } = await stageOfCommand(10)
  await venue.close()

  const { exit, out } = await run()
  expect(exit).toBe(1)
  expect(out).toMatch(/^the markets cannot be read \(rewards listing: .*run it again/)
})

test('find --apply rotates a configuration in careful steps, dry unless confirmed, within its account', async () => {
  const { run, file } = await stageOfCommand(80)
  await run('--write', file, '--top', '4', '--budget', '200')
  const before = readFileSync(file, 'utf8')
  const rotate = ['--compare', file, '--top', '2', '--apply'] as const
  const parsed = () => {
    const of = parseConfigFile(readFileSync(file, 'utf8'))
    if (!of.ok) throw new Error('not a configuration')
    return of.config.stack
  }

  const dry = await run(...rotate)
  expect(dry.exit).toBe(2)
  expect(dry.out).toContain(`would change ${file}`)
  expect(readFileSync(file, 'utf8')).toBe(before)

  const first = JSON.parse((await run(...rotate, '--yes', '--json')).out)
  expect(first.off).toHaveLength(2)
  expect(first).toMatchObject({ removed: [], added: [] })
  expect(
    parsed()
      .markets.map(({ entries }) => entries)
      .filter((entries) => !entries),
  ).toHaveLength(2)

  const second = JSON.parse((await run(...rotate, '--yes', '--json')).out)
  expect(second).toMatchObject({ off: [], removed: first.off })
  expect(parsed().markets.map(({ market }) => market)).not.toContain(first.off[0])
  expect(parsed().accountMicros).toBe(200_000_000)

  const grown = await run('--compare', file, '--top', '4', '--apply', '--yes')
  expect(grown.out.match(/^added /gm)).toHaveLength(2)
  expect(parsed().markets).toHaveLength(4)
  expect((await run('--compare', file, '--top', '4', '--apply', '--yes')).out).toContain('nothing to change')

  const beyond = await run(...rotate, '--budget', '201')
  expect(beyond.exit).toBe(2)
  expect(beyond.out).toContain('use at most accountUsdc, 200')
  expect((await run('--apply')).exit).toBe(2)
})
