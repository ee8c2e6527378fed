import { createLiveVenue } from '../../functions/coldStart.ts'
import { parseConfigFile } from '../../shared/config/parseConfigFile.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { unreadableItem } from '../../shared/engine/unreadableItem.ts'
import { isEmpty } from '../../shared/machine/isEmpty.ts'
import type { MarketItem } from '../../shared/ports/store.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'
import type { Connection } from '../aws/connection.ts'
import { readDeployedConfig } from '../aws/deployedConfig.ts'
import { quoted } from '../terminal/quoted.ts'
import { withWallet } from '../terminal/withWallet.ts'
import { changedSettings } from './changedSettings.ts'
import type { WalletChange } from './walletChange.ts'

/** Why the wallet may not be changed now, with what to do first; null: it may. Nothing is written. */
export async function whyNotChangeWallet(
  connection: Connection,
  change: WalletChange,
): Promise<string | null> {
  const { deployment } = connection
  if (deployment === null) return 'a table alone has no functions: name the stack with --config'
  const { place } = change.found
  if (place.is === 'missing') return `${place.why}; deploy first`
  return (await whyNotTheFile(connection, change)) ?? (await whyNotLeave(connection, change))
}

/** The deployment is to change the wallet and nothing else. */
async function whyNotTheFile(
  { aws, deployment }: Connection,
  { file, text, found }: WalletChange,
): Promise<string | null> {
  if (deployment === null) return null
  const deployed = await readDeployedConfig(aws, deployment)
  if (!deployed.ok) return `the deployed configuration: ${deployed.why}`
  const { compact } = parseConfigFile(withWallet(text, found.block))
  const others = changedSettings(JSON.parse(deployed.json), JSON.parse(compact)).filter(
    (line) => !line.startsWith('wallet'),
  )
  const first = `npx bot deploy --config ${quoted(file)}`
  return others.length === 0
    ? null
    : `${file} would change more than the wallet (${others.join('; ')}). First: ${first}`
}

/** What another wallet holds the bot could never sell again. Dust stays there: it cannot be sold anyway. */
async function whyNotLeave({ store }: Connection, change: WalletChange): Promise<string | null> {
  const { found, old, isSameWallet } = change
  if (isSameWallet && !change.isDeployed) return null
  const items = await store.marketItems()
  if (!items.ok) return `the market items cannot be read: ${items.unknown}`
  const unreadable = unreadableItem(items.value)
  if (unreadable !== null) return unreadable
  const { funder } = found.config.wallet
  const held = items.value.find(({ state }) => state !== null && state.wallet !== funder && !isEmpty(state))
  if (held !== undefined)
    return `${held.market} still holds shares or orders of the wallet ${held.state?.wallet}, which only its own key can sell: "npx bot drain" sells them, or "npx bot flatten SEQ --yes" after a STOP`
  return isSameWallet ? null : await heldAtVenue(old, items.value)
}

/** Books can be wrong: the venue is asked as well, for the outcomes that this bot trades. */
async function heldAtVenue(old: WalletChange['old'], items: readonly MarketItem[]): Promise<string | null> {
  const venue = createLiveVenue(old, { signing: null, redactor: createRedactor(), load: noSecret })
  const positions = await venue.positions()
  if (!positions.ok) return `the positions of the old wallet cannot be read: ${positions.unknown}`
  const least = new Map<string, number>(
    items.flatMap(({ state }) => (state === null ? [] : [[state.tokenId, state.minSizeMicros]])),
  )
  const tokens = new Set([...least.keys(), ...old.stack.markets.map(({ tokenId }) => String(tokenId))])
  for (const [token, micros] of positions.value) {
    if (!tokens.has(token)) continue
    if (micros === null) return `the record of token ${token} in the old wallet cannot be read: run it again`
    if (micros >= (least.get(token) ?? 1))
      return `the venue lists ${formatMicros(micros)} shares of token ${token} in the old wallet ${old.wallet.funder}: sell them first. Its list may lag by some minutes`
  }
  return null
}

/** Positions are public. */
const noSecret = (name: string): Promise<string> =>
  Promise.reject(new Error(`parameter ${name}: not needed here`))
