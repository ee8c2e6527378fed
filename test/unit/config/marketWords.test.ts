import { describe, expect, test } from 'vitest'
import { marketLabel, withMarketLabels } from '../../../shared/config/marketLabel.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import { marketId } from '../../../shared/domain/units.ts'
import { configFile, marketFile } from '../../support/configFile.ts'

const ID = marketId(String(marketFile()['market']))
const parsed = (over: Record<string, unknown>) => {
  const found = parseConfig(configFile({ markets: [marketFile(over)] }))
  if (!found.ok) throw new Error(formatConfigProblems(found.problems))
  return found.config
}
const problemsOf = (over: Record<string, unknown>) => {
  const found = parseConfig(configFile({ markets: [marketFile(over)] }))
  return found.ok ? [] : found.problems.map(({ path }) => path)
}
const WORDS = { question: 'Will “Ångström” win – yes or no? 🏆', outcome: 'Yes' }

describe('question and outcome of a market in the configuration', () => {
  test('are what people call it, before the id', () => {
    expect(marketLabel(parsed(WORDS), ID)).toBe(`Will “Ångström” win – yes or no? 🏆 – Yes (${ID})`)
  })

  test('go before a name, and a name before the id alone', () => {
    expect(marketLabel(parsed({ ...WORDS, name: 'mine' }), ID)).toContain('– Yes (')
    expect(marketLabel(parsed({ name: 'mine' }), ID)).toBe(`mine (${ID})`)
    expect(marketLabel(parsed({ name: undefined }), ID)).toBe(ID)
  })

  test('are put into a text wherever the market is named, and nowhere else', () => {
    const other = `0x${'77'.repeat(32)}`
    expect(withMarketLabels(parsed({ name: 'mine' }), `market ${ID}: held; ${other}`)).toBe(
      `market mine (${ID}): held; ${other}`,
    )
  })

  test('come together or not at all, and hold no control character', () => {
    expect(problemsOf({ question: 'Will it?' })).toEqual(['markets[0].outcome'])
    expect(problemsOf({ outcome: 'Yes' })).toEqual(['markets[0].question'])
    expect(problemsOf({ ...WORDS, question: 'Will\nit?' })).toEqual(['markets[0].question'])
    expect(problemsOf({ ...WORDS, question: 'x'.repeat(301) })).toEqual(['markets[0].question'])
    expect(problemsOf({ ...WORDS, outcome: '' })).toEqual(['markets[0].outcome'])
    expect(problemsOf(WORDS)).toEqual([])
  })

  test('change nothing of what the market trades by', () => {
    expect(parsed(WORDS).stack).toEqual(parsed({}).stack)
  })
})
