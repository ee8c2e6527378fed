import type { ReplayRun } from '../result.ts'
import type { WatchView } from '../watchView.ts'
import { type Charts, createCharts } from './charts.ts'
import { element } from './element.ts'
import { createOutcomeTable } from './outcomeTable.ts'
import { listenToTheme } from './theme.ts'

const token = new URLSearchParams(location.search).get('token') ?? ''
const find = (name: string): HTMLElement =>
  document.querySelector<HTMLElement>(`[data-${name}]`) ?? document.body

const STAGES = { paper: 'on paper', live: 'with real money', simulated: 'simulated' } as const

let charts: Charts | null = null
let view: WatchView | null = null
let chosen = ''
let events: EventSource | null = null

const table = createOutcomeTable(find('outcomes') as HTMLTableElement, (key) => {
  chosen = key
  connect()
})

/** The server pushes; a connection that breaks is made again by the browser itself. */
function connect(): void {
  events?.close()
  const query = new URLSearchParams({ token, outcome: chosen })
  events = new EventSource(`/events?${query}`)
  events.addEventListener('view', ({ data }) => showView(JSON.parse(data) as WatchView))
  events.addEventListener('run', ({ data }) => showRun(JSON.parse(data) as ReplayRun))
  // What is over stays as it was.
  events.onerror = () => {
    if (view?.mode !== 'OVER')
      showProblem('the command that serves this page does not answer: it may have ended')
  }
}

function showView(next: WatchView): void {
  view = next
  document.title = `${next.mode}: ${next.title}`
  find('title').textContent = `${next.title}, ${STAGES[next.stage]}`
  find('mode').textContent = next.mode
  find('mode').dataset['mode'] = next.mode
  // The mode alone stands in the heading already.
  const said = next.control === next.mode ? [] : [next.control]
  find('control').textContent = [...said, ...(next.next === null ? [] : [`Next: ${next.next}`])].join('\n')
  showProblem(next.problem)
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-act]'))
    button.hidden = !next.mayAct
  const drain = document.querySelector<HTMLButtonElement>('[data-act^="drain"]')
  if (drain !== null && drain.dataset['asked'] === undefined) {
    drain.dataset['act'] = next.mode === 'DRAINING' ? 'drain off' : 'drain'
    drain.textContent = next.mode === 'DRAINING' ? 'End the drain' : 'Drain'
  }
  const first = next.outcomes[0]?.key ?? ''
  if (!next.outcomes.some(({ key }) => key === chosen) && first !== '') {
    chosen = first
    connect()
  }
  table.show(next, chosen)
  const shown = next.outcomes.find(({ key }) => key === chosen)
  find('chosen').textContent = shown?.name ?? ''
  find('orders').textContent = [
    ...(shown?.orders ?? []),
    ...(shown === undefined || shown.refusals === '' ? [] : [`no entry: ${shown.refusals}`]),
  ].join('\n')
  // Of one market its name stands above.
  const isOne = next.outcomes.length === 1
  const none = next.events.length === 0 ? [element('li', 'muted', 'Nothing has happened yet.')] : []
  find('events').replaceChildren(
    ...none,
    ...next.events.map(({ atMs, name, text }) =>
      element(
        'li',
        '',
        element('time', 'muted', clock(atMs)),
        isOne ? ' ' : ` ${name}: `,
        element('b', '', text),
      ),
    ),
  )
}

/** Drawn again, at the stretch of time that was looked at. */
function showRun(run: ReplayRun): void {
  const host = document.querySelector<HTMLElement>('.charts')
  if (host === null) return
  const was = charts?.view() ?? null
  charts?.destroy()
  host.replaceChildren()
  charts = createCharts(host, run)
  if (was !== null) charts.show(was)
  document.documentElement.dataset['drawn'] = 'yes'
}

function showProblem(text: string | null): void {
  const node = find('problem')
  node.hidden = text === null
  node.textContent = text === null ? '' : `Not current: ${text}`
}

/** Each button asks again before it does anything. */
const SURE_MS = 6_000

function listenToActs(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-act]')) {
    button.addEventListener('click', () => {
      if (button.dataset['asked'] === undefined) {
        const label = button.textContent ?? ''
        button.dataset['asked'] = label
        button.textContent = `${label}: click again to do it`
        setTimeout(() => calm(button), SURE_MS)
        return
      }
      const act = button.dataset['act'] ?? ''
      calm(button)
      void ask(act)
    })
  }
}

function calm(button: HTMLButtonElement): void {
  const label = button.dataset['asked']
  if (label === undefined) return
  delete button.dataset['asked']
  button.textContent = label
}

async function ask(act: string): Promise<void> {
  const said = find('said')
  said.textContent = `${act} …`
  try {
    const answer = await fetch(`/act?${new URLSearchParams({ token })}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ act }),
    })
    said.textContent = `${act}: ${await answer.text()}`
  } catch {
    said.textContent = `${act}: not known, the command that serves this page does not answer`
  }
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19)

listenToActs()
listenToTheme(() => charts?.repaint())
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts?.repaint())
window.addEventListener('resize', () => charts?.resize())
// What is said about age is said by this machine's clock, between two pushes too.
setInterval(() => {
  if (view !== null) table.show(view, chosen)
}, 5_000)
connect()
