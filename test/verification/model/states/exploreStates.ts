import type { StopCode } from '../../../../shared/domain/control.ts'
import type { Phase } from '../../../../shared/machine/state.ts'
import { rowOf } from '../../../../shared/machine/transitions.ts'
import type { Domain } from './domain.ts'
import { DOMAINS } from './domains.ts'
import { createGraph, type Graph } from './graph.ts'
import { type Breach, type Invariant, worldBreaches } from './invariants.ts'
import type { Log } from './log.ts'
import { stateKey } from './stateKey.ts'
import { type TickMove, tickMoves } from './tickMoves.ts'
import { type Move, venueMoves } from './venueMoves.ts'
import { START, type World } from './world.ts'

export interface StatesOptions {
  readonly domains?: readonly Domain[]
  /** Per domain; reaching it is told in the result. */
  readonly maxStates?: number
  /** Stop at the first breach: for machines that are broken on purpose. */
  readonly firstOnly?: boolean
}

/** A broken invariant, with the shortest way to it in words. */
export interface Violation {
  readonly domain: string
  readonly invariant: Invariant
  readonly text: string
  readonly path: readonly string[]
}

export interface PhaseEdge {
  readonly from: Phase
  readonly to: Phase
  readonly by: 'observed' | 'acted'
  readonly count: number
}

export interface DomainResult {
  readonly name: string
  readonly about: string
  readonly states: number
  readonly edges: number
  readonly seconds: number
  /** False when `maxStates` ended it. */
  readonly complete: boolean
}

export interface StatesResult {
  readonly states: number
  readonly edges: number
  readonly seconds: number
  readonly domains: readonly DomainResult[]
  /** The first of each invariant and text in each domain. */
  readonly violations: readonly Violation[]
  /** Changes of phase that were taken, with how often. */
  readonly phaseEdges: readonly PhaseEdge[]
  /** Ticks that found a reason to STOP, by its code. */
  readonly stops: Readonly<Partial<Record<StopCode, number>>>
}

const MAX_STATES = 2_000_000
/** As many different breaches as anybody reads. */
const MAX_VIOLATIONS = 20

/**
 * Breadth-first over the production machine and a small true venue: every reachable state and step of each domain.
 * Breadth-first with a parent for each state makes the first way found to a breach a shortest one.
 */
export function exploreStates(options: StatesOptions = {}): StatesResult {
  const found: Found = { violations: [], phases: new Map(), stops: {} }
  const results: DomainResult[] = []
  for (const domain of options.domains ?? DOMAINS) {
    results.push(exploreDomain(domain, found, options))
    if (options.firstOnly === true && found.violations.length > 0) break
  }
  const total = (of: (result: DomainResult) => number): number =>
    results.reduce((sum, result) => sum + of(result), 0)
  return {
    states: total(({ states }) => states),
    edges: total(({ edges }) => edges),
    seconds: total(({ seconds }) => seconds),
    domains: results,
    violations: found.violations,
    phaseEdges: [...found.phases.values()],
    stops: found.stops,
  }
}

interface Found {
  readonly violations: Violation[]
  readonly phases: Map<string, PhaseEdge>
  readonly stops: Partial<Record<StopCode, number>>
}

function exploreDomain(domain: Domain, found: Found, options: StatesOptions): DomainResult {
  const beganMs = performance.now()
  const graph = createGraph()
  const worlds: World[] = [START]
  graph.add(stateKey(START, domain), -1, 'a market never held, running')
  const maxStates = options.maxStates ?? MAX_STATES
  const done = (): boolean =>
    graph.states() > maxStates || (options.firstOnly === true && found.violations.length > 0)

  for (let index = 0; index < worlds.length && !done(); index += 1) {
    const world = worlds[index]
    if (world === undefined) continue
    // Only the frontier is kept: a state that has been expanded needs nothing but its parent and its label.
    delete worlds[index]
    const log = logOf(found, domain, graph, index)
    const moves: readonly (Move | TickMove)[] = [
      ...venueMoves(world, domain),
      ...tickMoves(world, domain, log),
    ]
    for (const move of moves) {
      const breaches = worldBreaches(move.to)
      for (const breach of breaches) log.breach(move.label, breach)
      if (breaches.length > 0) continue
      const { at, isNew } = graph.add(stateKey(move.to, domain), index, move.label)
      graph.step(index, at, move.calm, 'enters' in move && move.enters)
      if (isNew) worlds.push(move.to)
    }
    if (mustQuote(world)) graph.mark(index)
  }
  const complete = !done()
  if (complete) liveness(graph, domain, found)
  return {
    name: domain.name,
    about: domain.about,
    states: graph.states(),
    edges: graph.steps(),
    seconds: (performance.now() - beganMs) / 1000,
    complete,
  }
}

/** Unless a STOP is active, a person drains, or an order is stuck until a person adopts it. */
const mustQuote = ({ control, state, contradicted, trades }: World): boolean =>
  control === 'running' &&
  !contradicted &&
  !state.exitOnly.includes('stuckOrder') &&
  // Taken back after it had settled: a STOP is about to be found.
  !trades.some((trade) => trade.shown === 'CONFIRMED' && trade.status === 'FAILED')

function liveness(graph: Graph, domain: Domain, found: Found): void {
  const lost = graph.cannotEnter()
  const [first] = lost
  if (first === undefined) return
  found.violations.push({
    domain: domain.name,
    invariant: 14,
    text: `${lost.length} states cannot`,
    path: graph.path(first),
  })
}

function logOf(found: Found, domain: Domain, graph: Graph, index: number): Log {
  const breach = (label: string, { invariant, text }: Breach): void => {
    const known = found.violations.some((each) => each.invariant === invariant && each.text === text)
    if (known || found.violations.length >= MAX_VIOLATIONS) return
    found.violations.push({ domain: domain.name, invariant, text, path: [...graph.path(index), label] })
  }
  return {
    breach,
    stop: ({ code }) => {
      found.stops[code] = (found.stops[code] ?? 0) + 1
    },
    phase: (from, to, by) => {
      if (from === to) return
      const key = `${by}${from}${to}`
      found.phases.set(key, { from, to, by, count: (found.phases.get(key)?.count ?? 0) + 1 })
      if (rowOf(from, to, by) === undefined) breach('', { invariant: 9, text: `${from} to ${to}, ${by}` })
    },
  }
}
