import type { SeedResult } from './runSeed.ts'

export interface Report {
  readonly seeds: number
  readonly days: number
  readonly ticks: number
  readonly ticksPerSecond: number
  readonly posts: number
  readonly fills: number
  readonly checkpoints: number
  readonly backAfterMinutes: number
  readonly stops: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
  readonly violations: readonly {
    readonly invariant: string
    readonly what: string
    readonly replay: string
  }[]
}

export function reportOf(results: readonly SeedResult[]): Report {
  const sum = (of: (result: SeedResult) => number): number =>
    results.reduce((total, each) => total + of(each), 0)
  const ticks = sum((each) => each.ticks)
  return {
    seeds: new Set(results.map((each) => each.seed)).size,
    days: sum((each) => each.days),
    ticks,
    ticksPerSecond: Math.round(ticks / sum((each) => each.seconds)),
    posts: sum((each) => each.posts),
    fills: sum((each) => each.fills),
    checkpoints: sum((each) => each.checkpoints),
    backAfterMinutes: Math.max(0, ...results.map((each) => each.backAfterMinutes)),
    stops: summed(results.map((each) => each.stops)),
    faults: summed(results.map((each) => each.faults)),
    violations: results.flatMap(({ seed, kind, days, violations }) =>
      violations.map((each) => ({
        ...each,
        replay: `npm run simulate -- --seed ${seed} --seeds 1 ${kind === 'account' ? '--account' : `${kind === 'twenty' ? '--twenty ' : ''}--days ${days}`} --once`,
      })),
    ),
  }
}

export function formatReport(report: Report): string {
  const { violations } = report
  return [
    `${report.seeds} seeds, ${report.days} market days, ${report.ticks} ticks (${report.ticksPerSecond} a second)`,
    `${report.posts} orders placed, ${report.fills} trades, ${report.checkpoints} checkpoints: books compared to the micro`,
    `back to quoting within ${report.backAfterMinutes} minutes of the last fault`,
    `STOPs    ${counted(report.stops)}`,
    `faults   ${counted(report.faults)}`,
    violations.length === 0 ? 'no violation' : `${violations.length} VIOLATIONS`,
    ...violations.map((each) => `${each.invariant}: ${each.what}\n  replay: ${each.replay}`),
  ].join('\n')
}

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')

function summed(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const total: Record<string, number> = {}
  for (const counts of all)
    for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count
  return Object.fromEntries(Object.entries(total).toSorted(([, a], [, b]) => b - a))
}
