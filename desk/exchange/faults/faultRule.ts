import { type InputError, wrongValue } from '../../../shared/domain/inputError.ts'
import { type FaultName, isFaultName } from './catalogue.ts'
import { parseCount, parseDurationMs } from './words.ts'

/** One switch: what befalls which requests, and when. */
export interface FaultRule {
  /** "POST /order", "GET /data/*", "*"; "settlement" for trades, "venue" for the whole run. */
  readonly route: string
  readonly fault: FaultName
  /** Words behind the name, as the catalogue says. */
  readonly argument?: string
  /** Default: always (mode changes: once). */
  readonly when?: FaultCondition
}

/** All that is set must hold. Requests of the route are counted within the time given, from 1. */
export interface FaultCondition {
  /** 0 to 1. */
  readonly probability?: number
  /** First and last number of the requests that suffer. */
  readonly nth?: readonly [number, number]
  /** Every so manieth. */
  readonly every?: number
  /** Market time since the rule was made (first request seen, or `add`). */
  readonly afterMs?: number
  readonly forMs?: number
}

const SYNTAX = '"ROUTE: FAULT [ARGUMENT] [, nth N[..M]] [, p 0.05] [, every N] [, after 60s] [, for 30s]"'

/**
 * Reads a rule as people write it, such as "POST /order: drop-after, nth 3" or "GET /data/*: 429 2, p=0.05".
 * @throws InputError naming the part that is wrong.
 */
export function parseFaultRule(text: string): FaultRule {
  const cut = text.indexOf(': ')
  if (cut < 1) throw usage(text, `write ${SYNTAX}`)
  const [deed = '', ...clauses] = text.slice(cut + 2).split(/,\s*(?=(?:nth|p|every|after|for|always)\b)/)
  const [fault = '', ...words] = deed.trim().split(/\s+/)
  if (!isFaultName(fault)) throw usage(fault, 'no such fault: --help lists them')
  const argument = words.join(' ')
  const when: FaultCondition = Object.assign({}, ...clauses.map((clause) => parseClause(clause.trim())))
  return { route: text.slice(0, cut).trim(), fault, ...(argument !== '' && { argument }), when }
}

/** The rule as `parseFaultRule` reads it. */
export function formatFaultRule({ route, fault, argument, when = {} }: FaultRule): string {
  const { probability, nth, every, afterMs, forMs } = when
  return [
    `${route}: ${[fault, argument].filter((part) => part !== undefined).join(' ')}`,
    ...(nth === undefined ? [] : [`nth ${nth[0] === nth[1] ? nth[0] : nth.join('..')}`]),
    ...(probability === undefined ? [] : [`p ${probability}`]),
    ...(every === undefined ? [] : [`every ${every}`]),
    ...(afterMs === undefined ? [] : [`after ${afterMs}ms`]),
    ...(forMs === undefined ? [] : [`for ${forMs}ms`]),
  ].join(', ')
}

function parseClause(clause: string): FaultCondition {
  const [name = '', value = ''] = clause.split(/\s*=\s*|\s+/)
  if (name === 'always') return {}
  if (name === 'p') {
    const probability = Number(value)
    if (value !== '' && probability >= 0 && probability <= 1) return { probability }
    throw usage(clause, 'write a probability from 0 to 1, such as "p 0.05"')
  }
  if (name === 'nth') return { nth: parseNth(clause, value) }
  if (name === 'every') {
    const every = parseCount(value)
    if (every !== null && every > 0) return { every }
    throw usage(clause, 'write a whole number, such as "every 10"')
  }
  const ms = parseDurationMs(value)
  if (ms === null) throw usage(clause, `write a time, such as "${name} 30s"`)
  return name === 'after' ? { afterMs: ms } : { forMs: ms }
}

function parseNth(clause: string, value: string): readonly [number, number] {
  const [first, last] = value.split('..').map(parseCount)
  if (typeof first === 'number' && first > 0 && last === undefined) return [first, first]
  if (typeof first === 'number' && first > 0 && typeof last === 'number' && last >= first)
    return [first, last]
  throw usage(clause, 'write which request, from 1, such as "nth 3" or "nth 3..5"')
}

const usage = (value: string, remedy: string): InputError => wrongValue('--fault', value, remedy)
