import type { MarketSettings, SettingGroups } from '../domain/settings.ts'
import { marketId, tokenId } from '../domain/units.ts'
import { quoteSettings } from './quoteSettings.ts'
import { regimeSettings } from './regimeSettings.ts'
import { riskSettings } from './riskSettings.ts'
import { safetySettings } from './safetySettings.ts'
import { choice, flag, mapSetting, optional, type Setting, text } from './setting.ts'

/** Every setting of the pure rooms comes from exactly one of the file. */
type GroupTables = {
  readonly [G in keyof SettingGroups]: {
    readonly [K in keyof SettingGroups[G]]: Setting<SettingGroups[G][K]>
  }
}

const PROTOCOL_V2_DIGITS = 62
const CONDITION_ID_DIGITS = 64

const TOKEN_ID = {
  pattern: /^[1-9]\d{0,77}$/,
  bound: 'the token id in quotes, decimal digits only (a JSON number would lose digits)',
}

/** The whole table of one market, as the pure rooms name it; each setting knows its place in the file. */
export const marketSettings = {
  market: mapSetting(
    text('market', {
      pattern: /^0x[0-9a-fA-F]{62}(?:[0-9a-fA-F]{2})?$/,
      bound: `the condition id, 0x and ${CONDITION_ID_DIGITS} hex digits (${PROTOCOL_V2_DIGITS} for Protocol V2); "npx bot ids" writes it for an address, a slug or words`,
      help: 'condition id of the market',
    }),
    // Where it was copied from the catalogue a Protocol V2 condition has 31 bytes.
    (id) => marketId(id.padEnd('0x'.length + CONDITION_ID_DIGITS, '0')),
  ),
  tokenId: mapSetting(text('token', { ...TOKEN_ID, help: 'token id of the outcome to quote' }), tokenId),
  entries: flag('entries', {
    default: true,
    help: 'false: no entries in this market, and the position is sold in the usual way. Remove the market once it is empty',
  }),
  risk: riskSettings,
  regime: regimeSettings,
  quote: quoteSettings,
  safety: safetySettings,
} satisfies GroupTables & {
  readonly [K in 'market' | 'tokenId' | 'entries']: Setting<MarketSettings[K]>
}

/** Which outcomes of a market an entry of the file means: each is a machine of its own. */
export const outcomeSettings = {
  outcomes: choice('outcomes', ['one', 'both'], {
    default: 'one',
    help: '"both" also quotes the other outcome (`otherToken`), as a machine of its own with the settings of this entry. The limits are per outcome: each may lock the whole of `maxUsdcLocked`, and both count towards `accountUsdc`',
  }),
  otherTokenId: optional(
    mapSetting(
      text('otherToken', {
        ...TOKEN_ID,
        help: 'token id of the other outcome, with `"outcomes": "both"`; "npx bot ids" writes it',
      }),
      tokenId,
    ),
  ),
}

/** The name of a market that was given none. */
export const UNNAMED = 'unnamed'

const OUTCOME = {
  pattern: /^[ -~\u00a0-\uffff]{1,100}$/,
  bound: 'the outcome of the token as the venue writes it, such as "Yes", up to 100 characters',
}

/** For people: nothing is traded by it. The commands show it, and refuse where the venue no longer agrees with it. */
export const marketWords = {
  /** Yours, for readers of the file. */
  name: text('name', {
    pattern: /^[\w .,:?'()/-]{1,80}$/,
    bound: 'up to 80 letters, digits and simple punctuation',
    default: UNNAMED,
    help: 'your name for the market, for readers of the file',
  }),
  question: optional(
    text('question', {
      pattern: /^[ -~\u00a0-\uffff]{1,300}$/,
      bound: 'the question of the market as the venue writes it, up to 300 characters',
      help: 'the question of the market; the commands show it, and refuse to run if the venue’s question differs',
    }),
  ),
  outcome: optional(
    text('outcome', {
      ...OUTCOME,
      help: 'the outcome of the token; the commands show it, and refuse to run if the venue names another',
    }),
  ),
  otherOutcome: optional(
    text('otherOutcome', {
      ...OUTCOME,
      help: 'the same for `otherToken`',
    }),
  ),
}
