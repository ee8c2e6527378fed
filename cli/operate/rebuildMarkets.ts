import type { MarketId, TokenId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { Connection } from '../aws/connection.ts'
import { say } from '../terminal/say.ts'
import { askToAdopt } from './adopt.ts'
import type { HereOptions } from './ask.ts'

/** What refuses to be adopted because it settles, or shows a minute late, is asked again. */
const ROUNDS = 6
const ROUND_MS = 30_000

export interface NotRebuilt {
  readonly market: MarketId
  readonly tokenId: TokenId
  readonly why: string
}

/** Whether the records are of a backup, or of another wallet than the configured one. */
export const needsRebuild = (
  { config }: Pick<Connection, 'config'>,
  { lost, wallet }: MarketState,
): boolean => lost !== undefined || wallet !== config.stack.wallet

/** Every market that is marked as lost, or was another wallet's, from the venue. @returns those that need a word of the operator. */
export async function rebuildMarkets(
  connection: Connection,
  options: HereOptions,
): Promise<readonly NotRebuilt[] | string> {
  let left: readonly NotRebuilt[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    const items = await connection.store.marketItems()
    if (!items.ok) return `the market items cannot be read: ${items.unknown}`
    const lost = items.value.flatMap(({ state }) =>
      state !== null && needsRebuild(connection, state) ? [state] : [],
    )
    if (lost.length === 0) return []
    left = []
    for (const { market, tokenId } of lost) {
      const answer = await askToAdopt(connection, options, {
        market,
        token: tokenId,
        resolved: false,
        unsettled: false,
        priceMicros: null,
      })
      if (answer.is === 'refused') left = [...left, { market, tokenId, why: answer.why }]
      else say(`   ${market}: rebuilt, ${answer.phase}`)
    }
    if (left.length === 0) return []
    for (const { market, why } of left) say(`   ${market}: not yet: ${why}`)
    if (round < ROUNDS) await connection.clock.sleep(ROUND_MS)
  }
  return left
}

/** What a person settles, one command each. @param own the options that name this bot. */
export const notRebuiltText = (left: readonly NotRebuilt[], own: string): string =>
  [
    'not rebuilt from the venue; settle each with the option that its reason names:',
    ...left.flatMap(({ market, tokenId, why }) => [
      `  ${market}: ${why}`,
      `    npx bot adopt --market ${market} --token ${tokenId} --yes${own}`,
    ]),
  ].join('\n')
