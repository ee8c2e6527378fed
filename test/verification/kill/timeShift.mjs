// Preloaded into every process of the test: clocks run WARP times as fast as the wall, so that leases and expiries of
// minutes pass in seconds. Only clocks and the bot's own sleep are shifted; sockets and their time-outs stay real.
import { createRequire, syncBuiltinESMExports } from 'node:module'

const factor = Number(process.env.WARP)
const originMs = Number(process.env.WARP_ORIGIN_MS)
const RealDate = Date
const realNow = Date.now
const shifted = () => Math.floor(originMs + (realNow() - originMs) * factor)

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(shifted())
    else super(...args)
  }
  static now() {
    return shifted()
  }
}
const realMonotonic = performance.now.bind(performance)
performance.now = () => realMonotonic() * factor

const timers = createRequire(import.meta.url)('node:timers/promises')
const realWait = timers.setTimeout
timers.setTimeout = (ms, ...rest) => realWait(ms / factor, ...rest)
syncBuiltinESMExports()
