import { known, type Read } from '../../domain/read.ts'
import type { Catalogue, CatalogueMarket } from '../../ports/catalogue.ts'
import type { MarketText } from './marketText.ts'

/**
 * The markets that a text may mean. One: that is it. Several: somebody has to choose. None: the venue has none like it.
 * Words mean the markets that hold all of them; one whose question or slug they are is meant alone.
 */
export async function findMarkets(
  catalogue: Catalogue,
  text: MarketText,
): Promise<Read<readonly CatalogueMarket[]>> {
  if (text.is === 'id') {
    const open = await catalogue.byIds([text.market])
    const read =
      open.ok && open.value.size === 0 ? await catalogue.byIds([text.market], { closed: true }) : open
    return read.ok ? known([...read.value.values()], read.asOf) : read
  }
  if (text.is === 'words') return await byWords(catalogue, text.words)
  const read = await catalogue.bySlug(text.slug)
  if (!read.ok || read.value.length > 0 || text.isAddress) return openOnes(read)
  return await byWords(catalogue, text.slug.replaceAll('-', ' '))
}

/** Of an event with several markets those that have ended are no choice; one that was named alone is shown, ended or not. */
function openOnes(read: Read<readonly CatalogueMarket[]>): Read<readonly CatalogueMarket[]> {
  if (!read.ok || read.value.length < 2) return read
  const open = read.value.filter((market) => !market.closed)
  return open.length === 0 ? read : known(open, read.asOf)
}

async function byWords(catalogue: Catalogue, text: string): Promise<Read<readonly CatalogueMarket[]>> {
  const read = await catalogue.byWords(text)
  if (!read.ok) return read
  const wanted = wordsIn(text)
  const same = read.value.filter(({ question }) => wordsIn(question).join(' ') === wanted.join(' '))
  if (same.length > 0) return known(same, read.asOf)
  const holding = read.value.filter(({ question, groupTitle }) => {
    const words = new Set(wordsIn(`${question} ${groupTitle}`))
    return wanted.every((word) => words.has(word))
  })
  return known(holding.length > 0 ? holding : read.value, read.asOf)
}

/** The words of a text, in small letters, without what separates them. */
export const wordsIn = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}.]+/gu) ?? []
