import * as z from 'zod'

/** More in one frame than an account has orders. */
const MAX_MESSAGES = 1_000
const message = z.object({ event_type: z.enum(['order', 'trade']), market: z.string().max(80) })

/** The markets of the own orders and trades that a frame of the user channel names. */
export function changedMarkets(json: unknown): readonly string[] {
  const messages: readonly unknown[] = Array.isArray(json) ? json : [json]
  return messages.slice(0, MAX_MESSAGES).flatMap((each) => {
    const parsed = message.safeParse(each)
    return parsed.success ? [parsed.data.market.toLowerCase()] : []
  })
}
