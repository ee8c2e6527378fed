import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { size } from '../../../shared/domain/units.ts'
import { NOW, venueAt } from '../../support/loopback.ts'
import { YES } from '../../support/wireIds.ts'

let server: Server | null = null
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** A venue that counts who comes in, and keeps whoever does not leave. */
async function countingVenue() {
  const sockets: Socket[] = []
  server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(request.url === '/time' ? '1795000000' : '{"data":[],"next_cursor":"LTE="}')
  })
  // Longer than any pause, and not told to the client: so does the venue's front.
  server.keepAliveTimeout = 0
  server.on('connection', (socket) => sockets.push(socket))
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { sockets, venue: venueAt(`http://127.0.0.1:${port}`) }
}

const round = (venue: ReturnType<typeof venueAt>) =>
  Promise.all([venue.trades(NOW), venue.openOrders(), venue.timeMs(), venue.books([YES], size(0))])

/** Longer than Node's own agent keeps an idle connection. */
const PAUSE_MS = 6_000

describe('connections', () => {
  it('are kept by reads over the pause between two ticks', { timeout: 15_000 }, async () => {
    const { sockets, venue } = await countingVenue()
    await round(venue)
    const first = sockets.length
    await wait(PAUSE_MS)
    await round(venue)
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThanOrEqual(4)
    expect(sockets.length).toBe(first)
  })

  it('that the venue closed in the pause cost a read nothing', async () => {
    const { sockets, venue } = await countingVenue()
    await round(venue)
    for (const socket of sockets) socket.destroy()
    const [trades, openOrders] = await round(venue)
    expect([trades.ok, openOrders.ok]).toEqual([true, true])
  })

  it('are not shared by a write, which opens its own', async () => {
    const { sockets, venue } = await countingVenue()
    await round(venue)
    const before = sockets.length
    await venue.cancelAll()
    await venue.cancelAll()
    expect(sockets.length).toBe(before + 2)
  })
})
