import { wrongValue } from '../../domain/inputError.ts'
import type { MarketId } from '../../domain/units.ts'
import { readMarketId } from '../wire.ts'

/** How a person names a market. */
export type MarketText =
  | { readonly is: 'id'; readonly market: MarketId }
  /** The last part of an address: of an event, or of a market. */
  | { readonly is: 'slug'; readonly slug: string; readonly isAddress: boolean }
  | { readonly is: 'words'; readonly words: string }

const VENUE = /^(?:[a-z0-9-]+\.)?polymarket\.com$/
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)+$/
/** Longer than any question. */
const MAX_WORDS = 300
const REMEDY =
  'use the condition id (0x and 64 hex digits), the address of its page, its slug, or words of its question'

/** @throws InputError for what can be none of these. */
export function readMarketText(field: string, text: string): MarketText {
  const trimmed = text.trim()
  const market = readMarketId(trimmed.toLowerCase())
  if (market !== null) return { is: 'id', market }
  const address = addressOf(trimmed)
  if (address !== null) return slugOfAddress(field, address)
  if (SLUG.test(trimmed)) return { is: 'slug', slug: trimmed, isAddress: false }
  if (/^0x/i.test(trimmed) || trimmed.length > MAX_WORDS || !/\p{L}/u.test(trimmed)) {
    throw wrongValue(field, trimmed.slice(0, 80), REMEDY)
  }
  return { is: 'words', words: trimmed }
}

/** With its scheme, or as browsers show it. */
function addressOf(text: string): URL | null {
  if (/\s/.test(text) || !/^(https?:\/\/|([a-z0-9-]+\.)?polymarket\.com(\/|$))/i.test(text)) return null
  const full = /^https?:/i.test(text) ? text : `https://${text}`
  return URL.canParse(full) ? new URL(full) : null
}

/** Whatever leads to it, such as `/event/…` or `/sports/nfl/games/week/3/…`: the last part names it. */
function slugOfAddress(field: string, url: URL): MarketText {
  const slug = url.pathname.split('/').filter(Boolean).at(-1)?.toLowerCase()
  if (!VENUE.test(url.hostname) || slug === undefined || !/^[a-z0-9-]+$/.test(slug)) {
    const remedy = `this is not the page of a market at polymarket.com: ${REMEDY}`
    throw wrongValue(field, url.href.slice(0, 80), remedy)
  }
  return { is: 'slug', slug, isAddress: true }
}
