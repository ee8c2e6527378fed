import { expect, test } from 'vitest'
import { ofStack } from '../../../functions/notices.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import type { Notice } from '../../../shared/telemetry/notifier.ts'
import { configFile, marketFile } from '../../support/configFile.ts'
import { MARKET, NO } from '../../support/wireIds.ts'

const ID = String(marketFile()['market'])
const NOTICE: Notice = {
  kind: 'stop',
  key: 'k',
  title: 'STOP 3',
  text: `market ${ID}: held`,
  runbook: 'docs/runbook.md#stop',
  next: 'npx bot resume 3',
}
const WORDS = { question: 'Will it rain?', outcome: 'No' }

async function sentBy(name: string | null, words = {}, notice = NOTICE): Promise<readonly Notice[]> {
  const sent: Notice[] = []
  const parsed = parseConfig(configFile({ markets: [marketFile({ name: undefined, ...words })] }))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const { stack, words: named } = parsed.config
  const notifier = { send: async (notice: Notice) => void sent.push(notice) }
  await ofStack(notifier, { stage: 'live', name, region: 'eu-north-1', stack, words: named }).send(notice)
  return sent
}

test('a notice says which stack it comes from, and its command reaches that one', async () => {
  expect(await sentBy('alpha')).toEqual([
    {
      ...NOTICE,
      title: '[alpha] STOP 3',
      next: 'npx bot resume 3 --stack MarketMaker-live-alpha --region eu-north-1',
    },
  ])
  expect(await sentBy(null)).toEqual([
    { ...NOTICE, next: 'npx bot resume 3 --stack MarketMaker-live --region eu-north-1' },
  ])
})

test('a notice names the market in words', async () => {
  expect(await sentBy(null, WORDS)).toMatchObject([{ text: `market Will it rain? – No (${ID}): held` }])
})

test('a notice of one outcome names that one, where both are traded', async () => {
  const both = { ...WORDS, outcomes: 'both', otherToken: NO, otherOutcome: 'Yes' }
  const of = { market: MARKET, tokenId: NO }
  expect(await sentBy(null, both)).toMatchObject([{ text: `market Will it rain? (${ID}): held` }])
  expect(await sentBy(null, both, { ...NOTICE, of })).toMatchObject([
    { text: `market Will it rain? – Yes (${ID}): held` },
  ])
})
