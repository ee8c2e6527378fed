/** Of markets that are over in minutes. */
const SHORT_DELAY_MS = 250

/** What a market says of orders that would take. */
interface TakerDelays {
  readonly secondsDelay?: number
  readonly takerDelay?: boolean
}

/** How long an order that would take waits before it reaches the book. */
export const takerDelayMs = ({ secondsDelay = 0, takerDelay = false }: TakerDelays): number =>
  secondsDelay > 0 ? secondsDelay * 1000 : takerDelay ? SHORT_DELAY_MS : 0
