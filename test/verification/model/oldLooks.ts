import type { CancelReport } from '../../../shared/ports/venue.ts'
import type { ModelPorts } from './ports.ts'

/**
 * Watches what a STOP run cancels: an order of the bot that trades again, on a look at the flag that later reads have made
 * old. Halted, nothing is posted after the items were read: what is in none of them was posted since a resume.
 * @param isStored whether the STOP is certain to be stored; before that nothing ends the cancelling.
 */
export function watchForOldLooks(
  ports: ModelPorts,
  isStored: () => boolean,
): { readonly ports: ModelPorts; readonly killed: () => string | null } {
  const { store, venue } = ports
  /** Something was waited for since the last look; null: the flag cannot be read. */
  let isOld: boolean | null = false
  let known: readonly string[] | null = null
  let killed: string | null = null
  const waited = <T>(answer: T): T => {
    isOld = isOld === null ? null : true
    return answer
  }
  const cancelling = async (send: () => Promise<CancelReport>): Promise<CancelReport> => {
    const isBlamed = isOld === true && isStored()
    const report = await send()
    const fresh = report.canceled.find((id) => known?.includes(id) === false)
    if (isBlamed && fresh !== undefined) killed ??= fresh
    return waited(report)
  }
  return {
    killed: () => killed,
    ports: {
      ...ports,
      store: {
        ...store,
        control: async () => {
          const read = await store.control()
          isOld = read.ok ? false : null
          return read
        },
        marketItems: async () => {
          const read = waited(await store.marketItems())
          if (read.ok) known = read.value.flatMap(({ state }) => state?.orders.map(({ id }) => id) ?? [])
          return read
        },
        ledgerOrder: async (market, id) => waited(await store.ledgerOrder(market, id)),
      },
      venue: {
        ...venue,
        cancel: (ids) => cancelling(() => venue.cancel(ids)),
        cancelMarket: (market, tokens) => cancelling(() => venue.cancelMarket(market, tokens)),
        order: async (id) => waited(await venue.order(id)),
        openOrders: async (signed) => waited(await venue.openOrders(signed)),
      },
    },
  }
}
