import type { ListedEvent, ListedMarket } from '../exchange/exchange.ts'
import { dashed } from '../exchange/http/marketWire.ts'
import type { Category } from './drawMarket.ts'

type Words = Pick<ListedMarket, 'question' | 'outcomes' | 'slug' | 'groupTitle'> & {
  /** null: the market is alone. */
  readonly event: ListedEvent | null
}

/** Every other six markets are those of one event. */
const EVENT_SIZE = 6
const PLACES = [
  'Elandia',
  'Norrland',
  'Port Vale',
  'Sundmark',
  'Westhaven',
  'Kestrel Bay',
  'Low Moor',
] as const
const YES_NO = ['Yes', 'No'] as const

/** Question, outcomes and addresses of a made-up market; the number keeps them apart. */
export function madeWordsOf(category: Category, index: number): Words {
  const group = Math.floor(index / EVENT_SIZE)
  const isGrouped = group % 2 === 0
  const place = PLACES[group % PLACES.length] ?? PLACES[0]
  if (isGrouped) {
    const nth = (index % EVENT_SIZE) + 1
    const title = `Who wins vote ${group} of ${place}?`
    const question = `Will Candidate ${nth} win vote ${group} of ${place}?`
    const event = { id: String(90_000 + group), slug: dashed(title), title }
    const groupTitle = `Candidate ${nth}`
    return { question, outcomes: YES_NO, slug: dashed(question), groupTitle, event }
  }
  if (category === 'Sports') {
    const teams = [`${place} Rovers ${index}`, `${place} United ${index}`] as const
    const question = `${teams[0]} vs. ${teams[1]}`
    return { question, outcomes: teams, slug: dashed(question), event: null }
  }
  const question = `Will ${SUBJECTS[category]} of ${place} exceed ${100 + index} this season?`
  return { question, outcomes: YES_NO, slug: dashed(question), event: null }
}

const SUBJECTS: Readonly<Record<Exclude<Category, 'Sports'>, string>> = {
  Politics: 'the seats',
  Crypto: 'the coin',
  Economics: 'the price index',
  Geopolitics: 'the treaties',
}
