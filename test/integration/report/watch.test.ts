import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ReplayRun } from '../../../desk/report/result.ts'
import type { WatchedOutcome, WatchView } from '../../../desk/report/watchView.ts'
import { announceSession } from '../../../desk/watch/announceSession.ts'
import { followSessions } from '../../../desk/watch/followSessions.ts'
import { runningSessions } from '../../../desk/watch/runningSessions.ts'
import { serveWatch, type WatchCommand, type WatchSource } from '../../../desk/watch/serveWatch.ts'
import { terminalView } from '../../../desk/watch/terminalView.ts'
import { outcomeKey } from '../../../shared/domain/outcome.ts'
import { marketId, tokenId } from '../../../shared/domain/units.ts'
import { browserPath, launch } from './browser.ts'
import { madeUp } from './documents.ts'

let run: ReplayRun
beforeAll(async () => {
  run = (await madeUp()).runs[0] ?? expect.fail('no run')
})

const AT = Date.parse('2026-03-10T12:00:00Z')

const outcomeOf = (nth: number): WatchedOutcome => ({
  key: outcomeKey({ market: marketId(`0x${String(nth).padStart(64, '0')}`), tokenId: tokenId(String(nth)) }),
  name: nth === 0 ? 'Is <b>this</b> markup? – Yes' : `Will candidate ${nth} win? – Yes`,
  phase: 'ENTRY_PENDING',
  mode: 'NORMAL',
  mid: 0.5,
  shares: nth,
  exposure: 2 * nth,
  cap: 200,
  today: nth / 10,
  maxLoss: 20,
  realised: 1,
  orders: [`BUY ${nth} at 0.49 (entry, LIVE) 0x${'ab'.repeat(32)}`],
  refusals: 'the book is malformed',
  rewardMinutes: 7,
  tickedAtMs: AT,
})

/** A bot of some outcomes that does what the page asks. */
function watchedBot(count: number) {
  const listeners = new Set<() => void>()
  const acts: WatchCommand[] = []
  let view: WatchView = {
    atMs: AT,
    title: '.paper',
    stage: 'paper',
    clockMs: null,
    control: 'RUNNING',
    mode: 'RUNNING',
    problem: null,
    outcomes: Array.from({ length: count }, (_, nth) => outcomeOf(nth)),
    events: [{ atMs: AT, name: 'Will it?', text: 'fill <i>BUY</i> 5 at 0.49' }],
    next: null,
    mayAct: true,
  }
  const show = (changed: Partial<WatchView>): void => {
    view = { ...view, ...changed }
    for (const each of listeners) each()
  }
  const watched: WatchSource = {
    view: () => view,
    run: (key) => (key === '' ? null : run),
    act: async (what) => {
      acts.push(what)
      show({ mode: 'HALTED', control: 'HALTED by STOP 2, done' })
      return 'halted'
    },
    onChange: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
  return { watched, acts, show }
}

async function served(count: number) {
  const bot = watchedBot(count)
  const server = await serveWatch(bot.watched, 0)
  onTestFinished(() => server.close())
  return { ...bot, ...server }
}

describe('the server of the page', () => {
  test('serves nobody who lacks the token, comes from another origin, or names another host', async () => {
    const { url, acts } = await served(1)
    const { origin, searchParams } = new URL(url)
    const token = searchParams.get('token') ?? ''
    const status = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${origin}${path}`, init)).status
    const act = { method: 'POST', body: '{"act":"halt"}', headers: { 'content-type': 'application/json' } }

    expect(await status('/')).toBe(403)
    expect(await status('/events?token=x')).toBe(403)
    expect(await status('/act', act)).toBe(403)
    const foreign = { ...act, headers: { ...act.headers, origin: 'https://evil.example' } }
    expect(await status(`/act?token=${token}`, foreign)).toBe(403)
    expect(await status(`/act?token=${token}`, { ...act, body: '{"act":"arm"}' })).toBe(400)
    expect(await status(`/elsewhere?token=${token}`)).toBe(404)
    expect(acts).toEqual([])
    expect(await status(`/act?token=${token}`, act)).toBe(200)
    expect(acts).toEqual(['halt'])
  })
})

test('each push holds the charts too, however many markets it holds', async () => {
  const { url, show } = await served(200)
  const { origin, search } = new URL(url)
  const key = encodeURIComponent(outcomeOf(3).key)
  const { body } = await fetch(`${origin}/events${search}&outcome=${key}`)
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  onTestFinished(() => reader?.cancel())
  let text = ''
  const named = (name: string) => text.split(`event: ${name}\n`).length - 1
  const read = async (count: number): Promise<void> => {
    while (named('run') < count) text += (await reader?.read())?.value ?? expect.fail('it ended')
  }

  await read(1)
  show({ control: 'RUNNING on' })
  await read(2)

  expect(named('view')).toBe(2)
})

describe.skipIf(browserPath === null)('the page in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  async function opened(url: string, width: number) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: 'dark' })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const problems: string[] = []
    page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`))
    await page.goto(url)
    await page.waitForSelector('html[data-drawn="yes"]')
    return { page, problems }
  }

  test('draws what is pushed, without a reload and without a complaint', async () => {
    const { url, show } = await served(1)
    const { page, problems } = await opened(url, 1280)

    expect(await page.locator('.charts canvas').count()).toBe(5)
    expect(await page.textContent('[data-outcomes] tbody th')).toBe('Is <b>this</b> markup? – Yes')
    expect(await page.textContent('[data-events]')).toContain('fill <i>BUY</i> 5 at 0.49')
    show({ mode: 'HALTED', control: 'HALTED by STOP 7', problem: 'the table does not answer' })
    await page.waitForSelector('[data-mode]:text-is("HALTED")')
    expect(await page.textContent('[data-problem]')).toBe('Not current: the table does not answer')
    expect(problems).toEqual([])
  })

  test('what is over stays, and is no complaint, when the command has ended', async () => {
    const bot = watchedBot(1)
    const server = await serveWatch(bot.watched, 0)
    const { page } = await opened(server.url, 390)

    bot.show({ mode: 'OVER', control: 'The session is over.', mayAct: false, clockMs: AT + 7_000 })
    await page.waitForSelector('[data-mode]:text-is("OVER")')
    await server.close()
    await page.waitForEvent('requestfailed', { timeout: 10_000 }).catch(() => {})

    expect(await page.isVisible('[data-problem]')).toBe(false)
    expect(await page.isVisible('[data-act="halt"]')).toBe(false)
    expect(await page.textContent('[data-outcomes] tbody tr')).toContain('7 s')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  })

  test('a session that another process plays is followed to its end, which stays, and then to the next one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'followed-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const bot = watchedBot(2)
    bot.show({ title: 'A session', mayAct: false })
    const first = await announceSession(bot.watched, { startedAtMs: 1, folder })
    const [found] = await runningSessions(folder)
    const followed = followSessions(folder, found ?? expect.fail('the session is not found'))
    const server = await serveWatch(followed, 0)
    onTestFinished(async () => {
      await server.close()
      await followed.close()
    })

    const push = setInterval(() => bot.show({}), 1_000)
    const { page, problems } = await opened(server.url, 1280)
    clearInterval(push)
    expect(await page.textContent('[data-outcomes] tbody th')).toBe('Will candidate 1 win? – Yes')
    expect(await page.isVisible('[data-act="halt"]')).toBe(false)

    bot.show({ mode: 'OVER', control: 'The session is over.' })
    await first.close()
    await page.waitForSelector('[data-mode]:text-is("OVER")')
    // The process is gone: what nobody had looked at is there all the same.
    await page.click('[data-outcomes] tbody tr:last-child th')
    await page.waitForSelector('[data-chosen]:text-is("Is <b>this</b> markup? – Yes")')
    const [, one = ''] = followed.view().outcomes.map(({ key }) => key)
    expect(followed.run(one)?.tape).toEqual(run.tape)

    const next = watchedBot(1)
    next.show({ title: 'Another session' })
    const second = await announceSession(next.watched, { startedAtMs: 2, folder })
    await page.waitForSelector('[data-title]:text-is("Another session, on paper")', { timeout: 20_000 })
    next.show({ mode: 'OVER' })
    await second.close()
    expect(problems).toEqual([])
  })

  test('asks again before it halts', async () => {
    const { url, acts } = await served(1)
    const { page } = await opened(url, 1280)

    await page.click('[data-act="halt"]')
    expect(await page.textContent('[data-act="halt"]')).toBe('Halt: click again to confirm')
    expect(acts).toEqual([])
    await page.click('[data-act="halt"]')
    await page.waitForSelector('[data-said]:text-is("halt: halted")')
    expect(acts).toEqual(['halt'])
  })

  test('shows fifty markets on a telephone, sorted by what is clicked, and the charts of the one chosen', async () => {
    const { url, show } = await served(50)
    const { page, problems } = await opened(url, 390)

    const first = () => page.textContent('[data-outcomes] tbody th')
    expect(await page.locator('[data-outcomes] tbody tr').count()).toBe(50)
    expect(await first()).toBe('Will candidate 49 win? – Yes')
    expect(await page.locator('[data-sums]').innerText()).toMatch(
      /^all 50\s+2450\.00 of 10000\s+\+122\.50\s+49 hold/,
    )
    await page.click('[data-outcomes] thead button:text-is("today")')
    await page.click('[data-outcomes] thead button:text-is("today")')
    expect(await first()).toBe('Is <b>this</b> markup? – Yes')
    // By keyboard, whatever is pushed meanwhile.
    await page.focus('[data-outcomes] thead button:text-is("exposure")')
    show({ atMs: AT + 1_000, control: 'RUNNING on' })
    await page.waitForSelector('[data-stand]:text-is(" on")')
    await page.keyboard.press('Enter')
    expect(await first()).toBe('Will candidate 49 win? – Yes')
    expect(await page.getAttribute('[data-outcomes] th:has(:focus)', 'aria-sort')).toBe('descending')
    await page.click('text=Will candidate 7 win')
    await page.waitForSelector('[data-chosen]:text-is("Will candidate 7 win? – Yes")')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(problems).toEqual([])
  })
})

test('the terminal shows the same: control, markets by exposure, events, and what to type', () => {
  const { watched } = watchedBot(30)
  const view = { ...watched.view(), next: 'npx bot resume 2 --folder .paper', problem: 'the run has ended' }
  const lines = terminalView(view, 80).split('\n')

  expect(lines.slice(0, 3)).toEqual([
    '.paper, on paper, 12:00:00 UTC, money in USDC',
    'RUNNING',
    'NOT CURRENT: the run has ended',
  ])
  expect(lines[5]).toMatch(/^all 30 +870\.00\/6000 +\+43\.50 +29 hold$/)
  expect(lines[6]).toMatch(/^…29 win\? – Yes +58\.00\/200 +\+2\.90 +29\.00 {2}ENTRY_PENDING {2}NORMAL/)
  expect(lines).toContain('and 5 more, none with a higher exposure')
  expect(lines.at(-1)).toBe('next: npx bot resume 2 --folder .paper')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('a low and narrow terminal keeps the reason of a STOP whole, the outcome of each name, the sums and what to type', () => {
  const { watched } = watchedBot(50)
  const control = `HALTED by STOP 7, done\n    exposure 51.20 USDC is above the cap of 50 USDC in ${'a long question '.repeat(5)}`
  const view = { ...watched.view(), control, next: 'npx bot resume 7 --folder .paper' }

  const text = terminalView(view, 80, 24)

  const lines = text.split('\n')
  expect(lines.length).toBeLessThan(24)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(text.replaceAll(/\s+/g, ' ')).toContain(control.trim().replaceAll(/\s+/g, ' '))
  expect(lines.filter((line) => /^…\d+ win\? – Yes /.test(line)).length).toBeGreaterThan(2)
  expect(lines.some((line) => line.startsWith('all 50 '))).toBe(true)
  expect(lines.at(-1)).toBe('next: npx bot resume 7 --folder .paper')
})

test('one market has its whole name, its orders and why it enters none', () => {
  const { watched } = watchedBot(1)
  const [outcome] = watched.view().outcomes
  const name = 'Will the Boston Red Sox beat the Los Angeles Angels on June 24 of this very year? – Yes'
  const view = { ...watched.view(), outcomes: outcome === undefined ? [] : [{ ...outcome, name }] }

  const text = terminalView(view, 80, 40)

  expect(text.split('\n').slice(0, 3).join(' ').replaceAll(/\s+/g, ' ')).toContain(name)
  expect(text).toMatch(/^exposure {2}0\.00 of 200 USDC$/m)
  expect(text).toMatch(/^order {5}BUY 0 at 0\.49 .*…$/m)
  expect(text).toMatch(/^no entry {2}the book is malformed$/m)
  expect(text).toMatch(/^12:00:00 fill /m)
})
