import { formatMicros } from '../../shared/domain/decimal.ts'
import type { ReplayRun } from './result.ts'
import { mostConservative } from './words.ts'

/** Shares of both outcomes of a market, by the model that counts: each pair is worth a dollar at resolution. */
export function pairsHeld(runs: readonly ReplayRun[]): readonly string[] {
  const records = Map.groupBy(runs, ({ tape: { file, market, startMs } }) => `${file} ${market} ${startMs}`)
  return [...records.values()].flatMap((all) => {
    const model = mostConservative(all)?.fillModel
    const [one, other] = all.filter(({ fillModel }) => fillModel === model)
    const pairs = Math.min(one?.position.sizeMicros ?? 0, other?.position.sizeMicros ?? 0)
    if (one === undefined || pairs === 0) return []
    const [amount, [question = '']] = [formatMicros(pairs), one.tape.question.split(OUTCOME)]
    return [
      `${question}: ${amount} pairs of both outcomes are held at the end, worth ${amount} USDC at resolution`,
    ]
  })
}

/** What follows a question in the name of one of its outcomes. */
const OUTCOME = / – [^–]*$/
