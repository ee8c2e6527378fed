import { wrongValue } from '../../../shared/domain/inputError.ts'
import { Random } from '../../../shared/simulator/random.ts'
import type { ForcedSettlement } from '../../../shared/simulator/tradeLife.ts'
import type { Faults, InjectedFaults } from '../http/faults.ts'
import { routeName } from '../http/route.ts'
import { CLOB_ROUTES, DATA_ROUTES } from '../http/routes.ts'
import { FAULTS } from './catalogue.ts'
import type { Effect, FaultKind, VenueSettings } from './faultKind.ts'
import { EVERYWHERE, SETTLEMENT_ROUTE, VENUE_ROUTE } from './faultKind.ts'
import { type FaultCondition, type FaultRule, formatFaultRule, parseFaultRule } from './faultRule.ts'
import { Words } from './words.ts'

/** Rules at work. Each part is handed to whom it concerns. */
export interface FaultPlan {
  /** For `serveExchange({ faults })`. */
  readonly http: Faults
  /** For `createExchange({ fate })`. */
  readonly fate: (nowMs: number) => ForcedSettlement | null
  /** For `serveExchange`, of the rules of route "venue". */
  readonly settings: VenueSettings
  /** One more rule, counted and timed from now. @throws InputError */
  add(rule: FaultRule | string): void
  /** No more faults, but what has begun (a mode, a trade's fate) goes its way. */
  clear(): void
  /** How often each rule struck, by its text. */
  readonly struck: ReadonlyMap<string, number>
}

/** A rule with what it has seen so far. */
interface Active {
  readonly text: string
  readonly route: string
  readonly when: FaultCondition
  readonly effect: Effect
  sinceMs: number | null
  seen: number
}

/**
 * Makes faults of rules. The same seed, rules and requests give the same faults: chance is drawn from the seed, and
 * time is market time.
 * @throws InputError for a rule that means nothing.
 */
export function createFaults(options: {
  readonly seed: number
  readonly rules: readonly (FaultRule | string)[]
}): FaultPlan {
  const random = new Random(options.seed)
  const struck = new Map<string, number>()
  let active = options.rules.map(activate)
  let lastMs: number | null = null

  const strikes = (route: string, nowMs: number): readonly Effect[] => {
    lastMs = nowMs
    return active
      .filter((rule) => matchesRoute(rule.route, route) && isDue(rule, nowMs, random))
      .map((rule) => {
        struck.set(rule.text, (struck.get(rule.text) ?? 0) + 1)
        return rule.effect
      })
  }
  return {
    http: ({ route, nowMs }) => (active.length === 0 ? null : injectedFaultsOf(strikes(route, nowMs))),
    fate: (nowMs) => fateOf(strikes(SETTLEMENT_ROUTE, nowMs)),
    settings: Object.assign(
      {},
      ...active.map(({ effect }) => (effect.on === 'venue' ? effect.settings : {})),
    ),
    add: (rule) => {
      active = [...active, { ...activate(rule), sinceMs: lastMs }]
    },
    clear: () => {
      active = []
    },
    struck,
  }
}

function activate(given: FaultRule | string): Active {
  const rule = typeof given === 'string' ? parseFaultRule(given) : given
  const kind: FaultKind | undefined = FAULTS[rule.fault]
  const text = formatFaultRule(rule)
  const wrong = (remedy: string) => wrongValue('--fault', text, remedy)
  if (kind === undefined) throw wrong('no such fault: --help lists them')
  if (!ROUTES.some((route) => matchesRoute(rule.route, route))) {
    throw wrong(`no route is called "${rule.route}": ${ROUTES.join(', ')}, or a prefix of several and *`)
  }
  const { argument = '', routes = EVERYWHERE, make, once } = kind
  if (!routes.some((pattern) => overlaps(rule.route, pattern))) {
    throw wrong(`"${rule.fault}" strikes ${routes.join(', ')}`)
  }
  const words = new Words(`--fault "${text}"`, rule.argument ?? '')
  const effect = make(words)
  const left = words.rest()
  if (left !== '') throw wrong(`"${left}" does not belong here: ${rule.fault} ${argument}`.trim())
  const isBare =
    rule.when === undefined || (rule.when.nth ?? rule.when.every ?? rule.when.probability) === undefined
  const when: FaultCondition = once === true && isBare ? { ...rule.when, nth: [1, 1] } : (rule.when ?? {})
  return { text, route: rule.route, when, effect, sinceMs: null, seen: 0 }
}

const ROUTES = [...[...CLOB_ROUTES, ...DATA_ROUTES].map(routeName), SETTLEMENT_ROUTE, VENUE_ROUTE]

function isDue(rule: Active, nowMs: number, random: Random): boolean {
  const { probability, nth, every, afterMs = 0, forMs = Number.POSITIVE_INFINITY } = rule.when
  rule.sinceMs ??= nowMs
  const ageMs = nowMs - rule.sinceMs
  if (ageMs < afterMs || ageMs >= afterMs + forMs) return false
  rule.seen += 1
  if (nth !== undefined && (rule.seen < nth[0] || rule.seen > nth[1])) return false
  if (every !== undefined && rule.seen % every !== 0) return false
  return probability === undefined || random.below(1_000_000) < probability * 1_000_000
}

/** "*" is every request, "GET /data/*" those that begin so; what happens inside has its own name only. */
function matchesRoute(pattern: string, route: string): boolean {
  const isInside = route === SETTLEMENT_ROUTE || route === VENUE_ROUTE
  if (pattern === route) return true
  if (isInside || !pattern.endsWith('*')) return false
  return route.startsWith(pattern.slice(0, -1))
}

/** Can a rule for one pattern concern a route of the other? */
function overlaps(pattern: string, other: string): boolean {
  const isInside = [SETTLEMENT_ROUTE, VENUE_ROUTE].some((name) => name === pattern || name === other)
  if (isInside) return pattern === other
  const [a, b] = [stem(pattern), stem(other)]
  return (
    pattern === other ||
    (pattern.endsWith('*') && b.startsWith(a)) ||
    (other.endsWith('*') && a.startsWith(b))
  )
}

const stem = (pattern: string): string => pattern.replace(/\*$/, '')

function injectedFaultsOf(effects: readonly Effect[]): InjectedFaults | null {
  const requests = effects.filter((effect) => effect.on === 'request')
  if (requests.length === 0) return null
  return {
    before: requests.flatMap(({ before }) => (before === undefined ? [] : [before])),
    after: requests.flatMap(({ after }) => (after === undefined ? [] : [after])),
  }
}

function fateOf(effects: readonly Effect[]): ForcedSettlement | null {
  const fates = effects.flatMap((effect) => (effect.on === 'settlement' ? [effect.fate] : []))
  return fates.length === 0 ? null : Object.assign({}, ...fates)
}
