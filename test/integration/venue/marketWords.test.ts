import { describe, expect, test } from 'vitest'
import { lookAtMarketWords } from '../../../cli/find/lookAtMarketWords.ts'
import type { Config } from '../../../shared/config/config.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { unknown } from '../../../shared/domain/read.ts'
import { marketId, tokenId } from '../../../shared/domain/units.ts'
import { catalogueStage } from '../../support/catalogueStage.ts'
import { configFile, marketFile } from '../../support/configFile.ts'

const problemOf = ({ field, problem }: Awaited<ReturnType<typeof lookAtMarketWords>>[number]) =>
  problem === null ? null : { field, remedy: problem.remedy, kind: problem.kind }

function configOf(over: Record<string, unknown>): Pick<Config, 'stack' | 'words' | 'hosts'> {
  const parsed = parseConfig(configFile({ markets: [marketFile(over)] }))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.config
}

async function stage() {
  const { catalogue, made } = await catalogueStage({ seed: 3, count: 6 })
  const { market, question, tokens, outcomes } = made[0]?.listed ?? expect.fail('no market')
  const looked = (over: Record<string, unknown>, of: Pick<typeof catalogue, 'byIds'> = catalogue) =>
    lookAtMarketWords(configOf({ market, token: tokens[1], ...over }), of)
  return { question, tokens, outcomes, looked }
}

describe('what the venue calls a configured market', () => {
  test('is shown, whether or not the configuration has words', async () => {
    const { question, outcomes, looked } = await stage()
    const value = `${question} – ${outcomes[1]}`
    const shown = [{ field: 'markets[0]', value, problem: null }]
    expect(await looked({})).toEqual(shown)
    expect(await looked({ question, outcome: outcomes[1] })).toEqual(shown)
    expect(await looked({ question: `  ${question} `.replace(' ', '  '), outcome: outcomes[1] })).toEqual(
      shown,
    )
  })

  test('is refused where the question is another, or the token is of the other outcome', async () => {
    const { question, tokens, outcomes, looked } = await stage()
    const renamed = await looked({ question: 'Will it snow?', outcome: outcomes[1] })
    expect(renamed.map(problemOf)).toEqual([
      {
        field: 'markets[0].question',
        remedy: `the market of this id asks "${question}": if it is the one you mean, write that`,
        kind: 'configuration',
      },
    ])
    const other = await looked({ question, outcome: outcomes[0] })
    expect(other.map(problemOf)).toEqual([
      {
        field: 'markets[0].outcome',
        remedy: `the token is that of "${outcomes[1]}"; the token of "${outcomes[0]}" is ${tokens[0]}: write the one that you mean`,
        kind: 'configuration',
      },
    ])
    const none = await looked({ question, outcome: 'Perhaps' })
    expect(none.map(problemOf)[0]?.remedy).toContain('the market has no "Perhaps"')
  })

  test('names the right token where the token is of another market, before anything is traded', async () => {
    const { question, tokens, outcomes, looked } = await stage()
    const [finding, ...more] = await looked({ question, outcome: outcomes[1], token: '5' })
    expect(more).toEqual([])
    expect(finding && problemOf(finding)).toEqual({
      field: 'markets[0].outcome',
      remedy: `the token is not of this market; the token of "${outcomes[1]}" is ${tokens[1]}: write the one that you mean`,
      kind: 'configuration',
    })
  })

  test('is unknown where it cannot be read: a problem only where there is something to compare', async () => {
    const { question, outcomes, looked } = await stage()
    const silent = { byIds: async () => unknown('no answer') }
    expect((await looked({}, silent)).map(problemOf)).toEqual([null])
    const [finding] = await looked({ question, outcome: outcomes[1] }, silent)
    expect(finding?.problem).toMatchObject({ kind: 'outside' })
    expect(finding?.problem?.remedy).toContain('no answer')
  })

  test('is the problem of that market alone where the catalogue does not have it', async () => {
    const { question, outcomes, looked } = await stage()
    const gone = { market: marketId(`0x${'99'.repeat(32)}`), token: tokenId('5') }
    expect((await looked(gone)).map(problemOf)).toEqual([null])
    const [finding] = await looked({ ...gone, question, outcome: outcomes[1] })
    expect(finding?.problem).toMatchObject({ kind: 'configuration', ofMarket: true })
  })
})
