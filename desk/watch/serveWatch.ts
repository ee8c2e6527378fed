import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { ReplayRun } from '../report/result.ts'
import type { WatchView } from '../report/watchView.ts'
import { requestRefusal } from './requestGuard.ts'

/** What the page shows, and what it may ask for. */
export interface WatchSource {
  view(): WatchView
  /** The charts of one outcome; null: no tick of it has been read. */
  run(key: string): ReplayRun | null
  /** Does it, and says what came of it. */
  act(what: WatchCommand): Promise<string>
  /** Called after each look; returns how to end that. */
  onChange(changed: () => void): () => void
}

/** One that looks again and again, until it is closed. */
export interface ClosableWatch extends WatchSource {
  close(): Promise<void>
}

export const WATCH_ACTS = ['halt', 'drain', 'drain off'] as const
export type WatchCommand = (typeof WATCH_ACTS)[number]

export interface WatchServer {
  /** With its token: whoever has it may watch and halt. */
  readonly url: string
  /** Until nobody listens, or this time is over. */
  heard(longestMs: number): Promise<void>
  close(): Promise<void>
}

const MAX_BODY = 1_000
/** More pages than a person has open. */
const MAX_LISTENERS = 20
const POLL_MS = 50

/** Serves the page on 127.0.0.1 and pushes what changes to it. @param port 0: any that is free. @throws where it is taken. */
export async function serveWatch(watched: WatchSource, port: number): Promise<WatchServer> {
  // A session that nobody looks at need not wait for the bundler of the page.
  const [{ loadWatchAssets }, { renderWatch }] = await Promise.all([
    import('../report/page/assets.ts'),
    import('./renderWatch.ts'),
  ])
  return await serve(watched, renderWatch(await loadWatchAssets()), port)
}

/** The same figures without a page, for another process of this machine: nothing is put together that nobody may open. */
export const serveFigures = (watched: WatchSource): Promise<WatchServer> => serve(watched, null, 0)

async function serve(watched: WatchSource, page: Serving['page'], port: number): Promise<WatchServer> {
  const token = randomBytes(24).toString('base64url')
  const listeners = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    const guard = { port: (server.address() as AddressInfo).port, token }
    void answer(request, response, { watched, page, guard, listeners }).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?token=${token}`,
    heard: async (longestMs) => {
      const untilMs = performance.now() + longestMs
      while (listeners.size > 0 && performance.now() < untilMs) await wait(POLL_MS)
    },
    close: async () => {
      for (const each of listeners) each.end()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

interface Serving {
  readonly watched: WatchSource
  readonly page: { readonly text: string; readonly policy: string } | null
  readonly guard: { readonly port: number; readonly token: string }
  readonly listeners: Set<ServerResponse>
}

async function answer(request: IncomingMessage, response: ServerResponse, of: Serving): Promise<void> {
  const refused = requestRefusal(request, of.guard)
  if (refused !== null) {
    end(response, refused.status, refused.why)
    return
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const { method } = request
  const key = searchParams.get('outcome') ?? ''
  if (method === 'GET' && pathname === '/' && of.page !== null) {
    response.writeHead(200, {
      ...HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': of.page.policy,
    })
    response.end(of.page.text)
  } else if (method === 'GET' && pathname === '/events') {
    listen(response, of, key)
  } else if (method === 'GET' && pathname === '/view') {
    endWith(response, of.watched.view())
  } else if (method === 'GET' && pathname === '/run') {
    endWith(response, of.watched.run(key))
  } else if (method === 'POST' && pathname === '/act') {
    const what = await readAct(request)
    if (what === null) end(response, 400, `use one of ${WATCH_ACTS.join(', ')}`)
    else if (!of.watched.view().mayAct) end(response, 403, 'this bot can only be watched from here')
    else end(response, 200, await of.watched.act(what))
  } else {
    end(response, 404, 'there is nothing here')
  }
}

/** Server-sent events: the view at each change, and the charts of the outcome that is looked at. */
function listen(response: ServerResponse, { watched, listeners }: Serving, key: string): void {
  if (listeners.size >= MAX_LISTENERS) {
    end(response, 503, 'too many pages are open')
    return
  }
  listeners.add(response)
  response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' })
  const push = (): void => {
    const view = watched.view()
    const run = watched.run(key)
    // A reader that is behind misses a push: the next one holds all of it again, but for the last.
    if (response.writableNeedDrain && view.mode !== 'OVER') return
    send(response, 'view', view)
    if (run !== null) send(response, 'run', run)
  }
  const stop = watched.onChange(push)
  response.on('close', () => {
    stop()
    listeners.delete(response)
  })
  push()
}

const send = (response: ServerResponse, event: string, data: unknown): void => {
  response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}

async function readAct(request: IncomingMessage): Promise<WatchCommand | null> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > MAX_BODY) return null
  }
  return WATCH_ACTS.find((each) => text === JSON.stringify({ act: each })) ?? null
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' })
  response.end(text)
}

function endWith(response: ServerResponse, data: unknown): void {
  response.writeHead(200, { ...HEADERS, 'content-type': 'application/json' })
  response.end(JSON.stringify(data))
}

const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
} as const
