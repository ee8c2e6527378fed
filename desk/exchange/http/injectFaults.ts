import { setTimeout as sleep } from 'node:timers/promises'
import type { Exchange, ExchangeOrder } from '../exchange.ts'
import { type FaultBefore, type FaultedRequest, MAX_FAULT_DELAY_MS } from './faults.ts'
import type { Reply } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

interface InjectedFaults {
  readonly context: ApiContext
  readonly call: Call
  readonly request: FaultedRequest
}

/** How far a request came: to the venue as it then sees itself, or not at all. */
export type Interrupted =
  | { readonly is: 'arrived'; readonly context: ApiContext }
  | { readonly is: 'dropped' }
  | { readonly is: 'replied'; readonly reply: Reply }

/** What befalls a request before the venue acts on it, one after the other. */
export async function injectFaults(faults: readonly FaultBefore[], of: InjectedFaults): Promise<Interrupted> {
  let { context } = of
  for (const fault of faults) {
    switch (fault.do) {
      case 'drop':
        return { is: 'dropped' }
      case 'reply':
        return { is: 'replied', reply: fault.reply }
      case 'replyTo':
        return { is: 'replied', reply: fault.answer(of.request) }
      case 'delay':
        await delay(fault.ms)
        break
      case 'stale':
        context = { ...context, exchange: staleExchange(context.exchange, fault.ms) }
        break
      case 'mode':
        context.mode.enter(fault.mode, of.request.nowMs, fault.ms)
        if (fault.wipe) wipe(context.exchange)
        break
      case 'fill':
        fillFirst(of, fault)
    }
  }
  return { is: 'arrived', context }
}

/** A timer that does not keep the process. */
export async function delay(ms: number): Promise<void> {
  await sleep(Math.min(ms, MAX_FAULT_DELAY_MS), undefined, { ref: false })
}

const staleExchange = (exchange: Exchange, ms: number): Exchange => ({
  ...exchange,
  ...exchange.past(exchange.nowMs() - ms),
})

/** Every order is gone, as after a cut-over. */
function wipe(exchange: Exchange): void {
  for (const { market } of exchange.markets()) exchange.wipe(market)
}

/** Those of the caller's orders that the cancel means meet a taker first. */
function fillFirst(
  { context, call, request }: InjectedFaults,
  { part, hideMs }: Extract<FaultBefore, { do: 'fill' }>,
): void {
  const key = context.keys.find(String(call.headers['poly_api_key']))
  if (key === null) return
  const account = context.wallets.accountOf(key.owner)
  const isMeant = (order: ExchangeOrder): boolean =>
    request.route === 'DELETE /cancel-all' ||
    [order.id, order.market, order.token].some((id) => call.body.includes(id))
  for (const order of context.exchange.openOrders(account).filter(isMeant)) {
    const restMicros = order.sizeMicros - order.matchedMicros
    const sizeMicros = part === 'all' ? restMicros : Math.floor(restMicros / 20_000) * 10_000
    context.exchange.hit(order.id, { sizeMicros, hideMs })
  }
}
