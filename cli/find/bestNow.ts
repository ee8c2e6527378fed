import { candidateOf } from '../../desk/find/candidateOf.ts'
import { chosen } from '../../desk/find/chosen.ts'
import { defaultConfig, judgingSettings } from '../../desk/find/defaultConfig.ts'
import type { Config } from '../../shared/config/config.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { Catalogue, CatalogueMarket } from '../../shared/ports/catalogue.ts'
import { say } from '../terminal/say.ts'
import { cachedScan } from './cachedScan.ts'
import { chooseOne } from './chooseOne.ts'
import { parseFindOptions } from './findOptions.ts'
import { findTable } from './findText.ts'
import { marketNamed } from './marketNamed.ts'

/** As many as a person compares. */
const SHOWN = '10'
const QUESTION = 'These markets pay a maker best now, best first. Which one do you want to trade?'
/** The defaults of "find". */
const USUAL = { usdc: '20', sides: 'one', sort: 'net', top: SHOWN, cache: 'find-cache.json', maxAge: '10' }

/** One of those that "find" ranks first, as a person chooses. @throws InputError where nobody can be asked. */
export async function bestNow(catalogue: Catalogue, hosts: Config['hosts']): Promise<CatalogueMarket> {
  const wish = parseFindOptions(USUAL)
  const read = await cachedScan(USUAL.cache, wish, hosts)
  if (!read.ok) throw new Error(`the markets cannot be ranked: ${read.unknown}`)
  const nowMs = read.value.readAtMs
  const terms = { nowMs, usdcMicros: wish.usdcMicros, settings: judgingSettings(defaultConfig()) }
  const candidates = chosen(
    read.value.markets.map((seen) => candidateOf(seen, terms)),
    { ...wish, nowMs },
  ).slice(0, wish.top)
  if (candidates.length === 0) {
    const remedy = 'the bot would enter none of the rewarded markets now: choose one by its address'
    throw wrongValue('MARKET', 'none', remedy)
  }
  const [head = '', ...lines] = findTable(candidates, { ...wish, nowMs }).split('\n')
  say(`     ${head}`)
  const choices = candidates.map((candidate, nth) => ({
    is: candidate.market,
    line: lines[nth] ?? candidate.question,
  }))
  return await marketNamed(
    'MARKET',
    await chooseOne({ field: 'MARKET', text: 'one that pays best now', question: QUESTION }, choices),
    catalogue,
  )
}
