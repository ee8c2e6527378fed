import { known, unknown } from '../../../../shared/domain/read.ts'
import { epochMs, price, size } from '../../../../shared/domain/units.ts'
import type { TickRecord } from '../../../../shared/ports/telemetry.ts'
import { TOKEN } from '../modelSettings.ts'
import type { ModelPorts } from '../ports.ts'
import { settledMicros } from '../venueModel.ts'
import type { World } from '../world.ts'
import { AGAINST_MICROS, displayed, midOf, type Scene } from './scene.ts'

/** What a run told: its ticks, its pages, and the posts that the venue refused. */
export interface Told {
  readonly ticks: TickRecord[]
  readonly pages: string[]
  readonly refusedAtMs: number[]
}

const WHY = 'not in this scene'
/** The account trades so much that its trades of a longer time are more pages than one read has. */
const REACH_MS = 7_200_000
/** Below the tolerance of two books of shares. */
const DUST_MICROS = 3_050

/** The model's ports in a scene: what it hides is not told, what it refuses is not done. */
export function scenePorts(ports: ModelPorts, scene: Scene, world: () => World, told: Told): ModelPorts {
  const { venue } = ports
  let isRefreshed = false
  const readAtMs = () => epochMs(world().nowMs)
  return {
    ...ports,
    telemetry: {
      ...ports.telemetry,
      tick: (record) => told.ticks.push(record),
      page: (text) => told.pages.push(text),
    },
    venue: {
      ...venue,
      books: async (tokens) =>
        new Map(
          tokens.map((token) => [
            token,
            scene.book === 'unread'
              ? unknown(WHY)
              : known(displayed(scene, world(), scene.isContradicted), readAtMs()),
          ]),
        ),
      market: async (market) => (scene.hasCatalogue ? venue.market(market) : unknown(WHY)),
      witness: async () => {
        const midMicros = scene.isContradicted ? AGAINST_MICROS : midOf(scene)
        return {
          midMicros: midMicros === null ? unknown(WHY) : known(price(midMicros), readAtMs()),
          trade: unknown(WHY),
        }
      },
      balance: async () => {
        if (scene.balance === 'unread') return unknown(WHY)
        if (scene.balance === 'stale' && !isRefreshed) return known(size(0), readAtMs())
        const settled = settledMicros(world().venue)
        return known(
          size(scene.balance === 'dust short' ? Math.max(0, settled - DUST_MICROS) : settled),
          readAtMs(),
        )
      },
      positions: async () => known(new Map([[TOKEN, size(settledMicros(world().venue))]]), readAtMs()),
      refreshBalance: async () => {
        isRefreshed = true
        return { is: 'answered' }
      },
      trades: async (sinceMs) =>
        world().nowMs - sinceMs > REACH_MS ? unknown('more pages than are read') : venue.trades(sinceMs),
      openOrders: async () => {
        const list = scene.openOrders === 'read' ? await venue.openOrders() : unknown(WHY)
        return list.ok && scene.credentials === 'replaced'
          ? { ...list, value: { ...list.value, by: 'later credentials' } }
          : list
      },
      order: async (id) => (scene.byHash === 'read' ? venue.order(id) : unknown(WHY)),
      post: async (order, sendBy) => {
        if (scene.posts === 'taken') return venue.post(order, sendBy)
        if (order.draft.side === 'BUY') told.refusedAtMs.push(world().nowMs)
        return { is: 'rejected', code: 'other', text: 'refused in this scene' }
      },
    },
  }
}
