import type { Config } from '../../shared/config/config.ts'
import { riskSettings } from '../../shared/config/riskSettings.ts'
import type { Setting } from '../../shared/config/setting.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { InputError, wrongValue } from '../../shared/domain/inputError.ts'
import { complement } from '../../shared/domain/oneBook.ts'
import type { Catalogue, CatalogueMarket } from '../../shared/ports/catalogue.ts'
import { say } from '../terminal/say.ts'
import { bestNow } from './bestNow.ts'
import type { HostOptions } from './hosts.ts'
import { marketNamed } from './marketNamed.ts'
import { tokenNamed } from './outcomeNamed.ts'
import type { MarketChoice } from './writtenConfig.ts'

export interface InitOptions extends Omit<HostOptions, 'config'> {
  readonly config: string
  readonly stage?: string
  readonly outcome?: string
  readonly maxUsdcLocked?: string
  readonly entryUsdc?: string
  readonly maxDailyLossUsdc?: string
  readonly overwrite?: true
}

/** Asks a person; where none is there, it names the option that answers. */
export type Ask = (question: string, of: { readonly option: string }) => Promise<string>

/** What a person must state. */
export interface InitAnswers extends MarketChoice {
  readonly market: CatalogueMarket
  readonly stage: 'paper' | 'live'
}

export interface Asking {
  readonly ask: Ask
  readonly catalogue: Catalogue
  readonly hosts: Config['hosts']
}

/** Wrong answers in a row that a person is asked again for. */
const MAX_TRIES = 5

/** @throws InputError for an option that is wrong or missing, and for a market that cannot be traded. */
export async function askForConfig(
  words: string,
  options: Omit<InitOptions, 'config'>,
  of: Asking,
): Promise<InitAnswers> {
  const market = await marketOf(words, of)
  if (market.closed || !market.accepting) {
    throw wrongValue('MARKET', market.question, 'it no longer takes orders: choose another market')
  }
  const outcome = await outcomeOf(market, options.outcome, of)
  const stage = await stageOf(options.stage, of.ask)
  const limit = (
    name: keyof typeof LIMITS,
    given: string | undefined,
    { usual, most }: { readonly usual: number; readonly most?: number },
  ): Promise<number> => limitOf({ ...LIMITS[name], ask: of.ask }, given, { usual, most: most ?? null })
  const maxUsdcLocked = await limit('maxUsdcLocked', options.maxUsdcLocked, { usual: 50 })
  const most = Math.floor((maxUsdcLocked / 2) * 100) / 100
  const entryUsdc = await limit('entryUsdc', options.entryUsdc, { usual: Math.min(20, most), most })
  const usualLoss = Math.max(1, Math.floor(maxUsdcLocked / 5))
  const maxDailyLossUsdc = await limit('maxDailyLossUsdc', options.maxDailyLossUsdc, { usual: usualLoss })
  const which = { nth: outcome === 'both' ? 0 : outcome, isBoth: outcome === 'both' } as const
  return { market, ...which, stage, maxUsdcLocked, entryUsdc, maxDailyLossUsdc }
}

async function marketOf(words: string, { ask, catalogue, hosts }: Asking): Promise<CatalogueMarket> {
  const said =
    words === ''
      ? await ask(
          'Which market? The address of its page at polymarket.com, or words of its question;\n' +
            'Enter alone chooses among those that pay a maker best now. ',
          { option: 'MARKET' },
        )
      : words
  return said === '' ? await bestNow(catalogue, hosts) : await marketNamed('MARKET', said, catalogue)
}

async function outcomeOf(
  market: CatalogueMarket,
  given: string | undefined,
  { ask, catalogue }: Asking,
): Promise<0 | 1 | 'both'> {
  const read = (text: string): 0 | 1 | 'both' => {
    if (/^both$/i.test(text)) return 'both'
    return tokenNamed(market, text, '--outcome') === market.tokens[0] ? 0 : 1
  }
  if (given !== undefined) return read(given)
  const ladder = (await catalogue.ladders([market.tokens[0]])).get(market.tokens[0])
  const book = ladder?.ok === true ? ladder.value : null
  const [bid, ask1] = [book?.bids[0]?.priceMicros, book?.asks[0]?.priceMicros]
  const shown = [touch(bid, ask1), touch(mirrored(ask1), mirrored(bid))]
  const [first, second] = market.outcomes
  const question =
    `${market.question}\nThe bot buys shares of one outcome below the mid and sells them above. Which?\n` +
    `  1  ${first}${shown[0]}\n  2  ${second}${shown[1]}\n` +
    '  3  both: each is quoted separately under the same limits, so with twice the money; two sides earn more rewards\n' +
    'Its number or name: '
  return await again(async () => {
    const answer = await ask(question, { option: '--outcome' })
    const byNumber = { 1: 0, 2: 1, 3: 'both' } as const
    return answer === '1' || answer === '2' || answer === '3' ? byNumber[answer] : read(answer)
  })
}

const mirrored = (micros: number | undefined): number | undefined =>
  micros === undefined ? undefined : complement(micros)
const touch = (bid: number | undefined, ask: number | undefined): string =>
  bid === undefined || ask === undefined ? '' : `, bid ${formatMicros(bid)}, ask ${formatMicros(ask)}`

const STAGE_QUESTION =
  'On paper, or with real money? "paper": the live market, simulated orders, no keys.\n' +
  '"live": real orders; nothing is sent before "npx bot setup", a deployment and "npx bot arm". (paper/live; Enter for paper) '

async function stageOf(given: string | undefined, ask: Ask): Promise<'paper' | 'live'> {
  const read = (text: string): 'paper' | 'live' => {
    if (text === 'paper' || text === 'live') return text
    throw wrongValue('--stage', text, 'use paper or live')
  }
  // Where nobody can be asked nothing is risked.
  if (given !== undefined || !process.stdin.isTTY) return read(given ?? 'paper')
  return await again(async () => read((await ask(STAGE_QUESTION, { option: '--stage' })) || 'paper'))
}

interface Limit {
  readonly option: string
  readonly setting: Setting<unknown>
}

const LIMITS = {
  maxUsdcLocked: { option: '--max-usdc-locked', setting: riskSettings.maxUsdcLockedMicros },
  entryUsdc: { option: '--entry-usdc', setting: riskSettings.entryUsdcMicros },
  maxDailyLossUsdc: { option: '--max-daily-loss-usdc', setting: riskSettings.maxDailyLossMicros },
} as const satisfies Readonly<Record<string, Limit>>

/** A limit has no default: where a person is asked, the usual one is a proposal. */
async function limitOf(
  { option, setting, ask }: Limit & { readonly ask: Ask },
  given: string | undefined,
  { usual, most }: { readonly usual: number; readonly most: number | null },
): Promise<number> {
  const read = (text: string): number => {
    const value = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
    const reading = setting.read(value)
    // The configuration would be refused at the end, after every answer.
    if (reading.ok && most !== null && value > most)
      throw wrongValue(option, text, `use at most ${most}, half of the cap`)
    if (reading.ok) return value
    throw wrongValue(option, text, `use ${setting.bound} USDC`)
  }
  if (given !== undefined) return read(given)
  const question = `${setting.at}, in USDC: ${setting.help}. (Enter for ${usual}) `
  return await again(async () => read((await ask(question, { option })) || String(usual)))
}

/** Who is asked has typed no option: the answer is named instead of it. */
function saidOf({ fault, message }: InputError): string {
  if (!('field' in fault)) return message
  return `${fault.value === '' ? 'an empty answer' : fault.value}: ${fault.remedy}`
}

/** A person who mistypes sees why, and is asked again. */
async function again<T>(question: () => Promise<T>): Promise<T> {
  for (let tries = 1; tries < MAX_TRIES; tries += 1) {
    try {
      return await question()
    } catch (error) {
      if (!(error instanceof InputError) || !process.stdin.isTTY) throw error
      say(saidOf(error))
    }
  }
  return await question()
}
