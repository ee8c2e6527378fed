import type { ReplayRun } from '../result.ts'
import { STAGE_WORDS } from '../stageWords.ts'
import type { WatchView } from '../watchView.ts'
import { listenToActs, showActs } from './acts.ts'
import { element } from './element.ts'
import { find } from './find.ts'
import { createLiveCharts } from './liveCharts.ts'
import { createOutcomeTable } from './outcomeTable.ts'
import { setText } from './setText.ts'
import { listenToTheme } from './theme.ts'

const token = new URLSearchParams(location.search).get('token') ?? ''

let view: WatchView | null = null
let chosen = ''
let events: EventSource | null = null
let shownEvents = ''

const charts = createLiveCharts(document.querySelector<HTMLElement>('.charts') ?? document.body)
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
  events.addEventListener('run', ({ data }) => charts.take(JSON.parse(data) as ReplayRun))
  // What is over stays as it was.
  events.onerror = () => {
    if (view?.mode !== 'OVER')
      showProblem('the command that serves this page does not answer: it may have ended')
  }
}

function showView(next: WatchView): void {
  view = next
  showStand(next)
  showProblem(next.problem)
  showActs(next)
  // Until somebody chooses, that with the highest exposure.
  const [most] = next.outcomes.toSorted((a, b) => b.exposure - a.exposure)
  if (!next.outcomes.some(({ key }) => key === chosen) && most !== undefined) {
    chosen = most.key
    connect()
  }
  table.show(next, chosen)
  const shown = next.outcomes.find(({ key }) => key === chosen)
  setText(find('chosen'), shown?.name ?? '')
  const orders = find('orders')
  setText(
    orders,
    [
      ...(shown?.orders ?? []).map((order) => `order: ${order}`),
      ...(shown === undefined || shown.refusals === '' ? [] : [`no entry: ${shown.refusals}`]),
    ].join('\n'),
  )
  orders.hidden = orders.textContent === ''
  showEvents(next)
}

/** Whether it trades is the heading, with the reason; what to type next can be copied. */
function showStand({ mode, title, stage, control, next }: WatchView): void {
  document.title = `${mode}: ${title}`
  setText(find('title'), `${title}, ${STAGE_WORDS[stage]}`)
  setText(find('mode'), mode)
  find('mode').dataset['mode'] = mode
  const [first = '', ...more] = control.split('\n')
  const isOfMode = first.startsWith(mode)
  setText(find('stand'), isOfMode ? first.slice(mode.length) : '')
  const said = (isOfMode ? more : [first, ...more]).map((line) => line.trim()).join('\n')
  setText(find('control'), said)
  find('control').hidden = said === ''
  setText(find('next'), next ?? '')
  const line = find('next').parentElement
  if (line !== null) line.hidden = next === null
}

function showEvents({ events: all, outcomes }: WatchView): void {
  const text = JSON.stringify(all)
  if (text === shownEvents) return
  shownEvents = text
  // The name of a single market is above.
  const isOne = outcomes.length === 1
  const none = all.length === 0 ? [element('li', 'muted', 'Nothing has happened yet.')] : []
  find('events').replaceChildren(
    ...none,
    ...all.map(({ atMs, name, text }) =>
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

function showProblem(text: string | null): void {
  const node = find('problem')
  node.hidden = text === null
  setText(node, text === null ? '' : `Not current: ${text}`)
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19)

listenToActs(token)
listenToTheme(charts.repaint)
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', charts.repaint)
window.addEventListener('resize', charts.resize)
// What is said about age is said by this machine's clock, between two pushes too.
setInterval(() => {
  if (view !== null) table.show(view, chosen)
}, 5_000)
connect()
