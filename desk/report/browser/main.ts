import type { ReplayRun } from '../result.ts'
import { type Charts, createCharts } from './charts.ts'
import { listenToTheme } from './theme.ts'
import { fillTrips } from './trips.ts'

performance.mark('report-script')

const drawn = new Map<number, Charts>()
let shownRun: number | null = null

/** A run of the document this page carries; read when it is first looked at. */
const readRun = (index: number): ReplayRun =>
  JSON.parse(document.getElementById(`run-${index}`)?.textContent ?? '') as ReplayRun

function showRun(index: number): void {
  for (const section of document.querySelectorAll<HTMLElement>('section.run')) {
    section.hidden = section.dataset['run'] !== String(index)
  }
  shownRun = index
  const charts = drawn.get(index)
  if (charts !== undefined) {
    charts.repaint()
    charts.resize()
    return
  }
  const section = document.querySelector<HTMLElement>(`section.run[data-run="${index}"]`)
  const host = section?.querySelector<HTMLElement>('.charts')
  if (section === null || host === null || host === undefined) return
  const run = readRun(index)
  drawn.set(index, createCharts(host, run))
  fillTrips(section, run)
}

function showTape(tape: number): void {
  for (const article of document.querySelectorAll<HTMLElement>('article[data-tape]')) {
    article.hidden = article.dataset['tape'] !== String(tape)
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-show-tape]')) {
    button.ariaCurrent = button.dataset['showTape'] === String(tape) ? 'true' : 'false'
  }
  const article = document.querySelector(`article[data-tape="${tape}"]`)
  const chosen = article?.querySelector<HTMLInputElement>('fieldset.switch input:checked')
  const only = article?.querySelector<HTMLElement>('section.run')
  showRun(Number(chosen?.value ?? only?.dataset['run'] ?? 0))
}

function repaint(): void {
  if (shownRun !== null) drawn.get(shownRun)?.repaint()
}

function listen(): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-show-tape]')) {
    button.addEventListener('click', () => showTape(Number(button.dataset['showTape'])))
  }
  for (const input of document.querySelectorAll<HTMLInputElement>('fieldset.switch input')) {
    input.addEventListener('change', () => showRun(Number(input.value)))
  }
  listenToTheme(repaint)
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint)
  let width = window.innerWidth
  window.addEventListener('resize', () => {
    if (window.innerWidth === width || shownRun === null) return
    width = window.innerWidth
    drawn.get(shownRun)?.resize()
  })
}

listen()
showTape(0)
// The library draws in a microtask; the frame after it has everything on the screen.
requestAnimationFrame(() => {
  performance.measure('report-drawn', { start: 0, end: performance.now() })
  document.documentElement.dataset['drawn'] = 'yes'
})
