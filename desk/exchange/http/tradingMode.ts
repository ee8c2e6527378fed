import { json, type Reply, refuse } from './reply.ts'

/** What the venue accepts: after a restart of its engine only what cannot trade at once; sometimes cancels only. */
export type ModeName = 'restarting' | 'postOnly' | 'cancelOnly' | 'disabled'

/** The venue accepts only post-only orders for this long after every restart. */
export const POST_ONLY_AFTER_RESTART_MS = 120_000
export const POST_ONLY_TEXT = 'post-only mode: only post-only orders and cancels are allowed'
const CANCEL_ONLY_TEXT =
  'Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.'
const DISABLED_TEXT = 'Trading is currently disabled. Check polymarket.com for updates'

/** The mode of one venue, by its market time. */
export class TradingMode {
  #mode: ModeName | null = null
  #untilMs = 0

  /** From now on, for `ms`; null ends whatever there is. */
  enter(mode: ModeName | null, nowMs: number, ms: number): void {
    this.#mode = mode
    this.#untilMs = nowMs + ms
  }

  at(nowMs: number): ModeName | null {
    if (this.#mode === null || nowMs < this.#untilMs) return this.#mode
    if (this.#mode === 'restarting') this.enter('postOnly', this.#untilMs, POST_ONLY_AFTER_RESTART_MS)
    else this.#mode = null
    return this.at(nowMs)
  }

  /** The refusal of an order while the mode lasts, or null. */
  refusal(nowMs: number, order: 'post' | 'postOnlyPost' | 'cancel'): Reply | null {
    const mode = this.at(nowMs)
    if (mode === null) return null
    const secondsLeft = Math.max(1, Math.ceil((this.#untilMs - nowMs) / 1000))
    if (mode === 'restarting') return restarting()
    if (mode === 'disabled') return refuse(503, DISABLED_TEXT)
    if (order === 'cancel') return null
    if (mode === 'cancelOnly') return refuse(503, CANCEL_ONLY_TEXT)
    return order === 'postOnlyPost' ? null : postOnlyMode(secondsLeft)
  }
}

/** What the body says is not documented; clients go by the status. */
export function restarting(retryAfterSeconds = 1): Reply {
  const reply = refuse(425, 'the matching engine is restarting')
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfterSeconds) } }
}

export function postOnlyMode(secondsLeft: number): Reply {
  const reply = json(503, {
    error: POST_ONLY_TEXT,
    code: 'post_only_mode',
    retry_after_seconds: secondsLeft,
  })
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(secondsLeft) } }
}

export const cancelOnlyMode = (): Reply => refuse(503, CANCEL_ONLY_TEXT)
export const disabledMode = (): Reply => refuse(503, DISABLED_TEXT)
/** The older wording, which one guide prints for both. */
export const tradingDisabled = (): Reply => refuse(503, 'trading is disabled')
