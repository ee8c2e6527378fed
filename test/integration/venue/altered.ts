import { createFaults, type FaultPlan } from '../../../desk/exchange/faults/createFaults.ts'
import type { Stage } from './bot.ts'
import { type StageOptions, setStage } from './stage.ts'

type Json = Record<string, unknown>
/** What the venue answers instead, given what it would have; null leaves it as it is. */
export type Change = (body: Json) => unknown

/** The stage, with what the venue answers changed by route; `changes` may change while it runs. */
export async function setAltered(changes: Map<string, Change>, options: StageOptions = {}): Promise<Stage> {
  const plan: FaultPlan = createFaults({ seed: 1, rules: [] })
  return await setStage({
    ...options,
    serve: {
      ...options.serve,
      faults: (request) => {
        const change = changes.get(request.route)
        if (change === undefined) return plan.http(request)
        return {
          before: [],
          after: [
            {
              do: 'alter' as const,
              alter: (honest) => {
                const changed = change(JSON.parse(honest.body) as Json)
                if (changed === null) return honest
                return { ...honest, body: typeof changed === 'string' ? changed : JSON.stringify(changed) }
              },
            },
          ],
        }
      },
    },
  })
}

/** A page with records in addition to its own. */
export const withRows =
  (...records: readonly unknown[]): Change =>
  (body) => {
    const data = [...(body['data'] as readonly unknown[]), ...records]
    return { ...body, data, count: data.length }
  }
