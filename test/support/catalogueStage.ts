import { onTestFinished } from 'vitest'
import { makeCatalogue, TRADED_MS } from '../../desk/catalogue/makeCatalogue.ts'
import { openCatalogue } from '../../desk/catalogue/openCatalogue.ts'
import { createExchange } from '../../desk/exchange/createExchange.ts'
import { serveExchange } from '../../desk/exchange/http/serveExchange.ts'
import { epochMs, monotonicMs } from '../../shared/domain/units.ts'
import { createCatalogue } from '../../shared/polymarket/catalogue/createCatalogue.ts'
import type { Clock } from '../../shared/ports/clock.ts'

/** A served venue of made-up markets that opened just now, and the catalogue that reads it, at its real pace. */
export async function catalogueStage(of: { readonly seed: number; readonly count: number }) {
  const startMs = epochMs(Math.floor(Date.now() / 1_000) * 1_000)
  const made = makeCatalogue({ ...of, startMs })
  const exchange = createExchange({ seed: of.seed, startMs: startMs - TRADED_MS })
  const pastPrices = openCatalogue(exchange, made, startMs)
  const venue = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now, pastPrices })
  onTestFinished(() => venue.close())
  const clock: Clock = {
    nowMs: () => exchange.nowMs(),
    monotonicMs: () => monotonicMs(performance.now()),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }
  const hosts = { host: venue.url, dataApiHost: venue.dataUrl, gammaHost: venue.dataUrl }
  const catalogue = createCatalogue({ ...hosts, clock })
  return { made, exchange, venue, clock, catalogue, hosts, startMs }
}
