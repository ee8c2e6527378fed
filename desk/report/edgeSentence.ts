import { MIN_BLOCKS, MIN_FILLS } from './edge.ts'
import { formatCents, formatCount } from './format.ts'
import type { ReplayEdge, ReplayRun } from './result.ts'
import { MODEL_NAMES, soberest } from './words.ts'

/** What the fills of one run prove of the edge a share, in one plain sentence. */
export function edgeSentence(edge: ReplayEdge): string {
  const { fills, blockMs, blocksWithFills, netMicros, interval } = edge
  const stretches = `${blocksWithFills} ${blocksWithFills === 1 ? 'stretch' : 'stretches'} of ${blockMs / 60_000} minutes`
  if (edge.says === 'nothing') return 'No fill whose worth a minute later is known: nothing can be said.'
  if (interval === null) {
    return (
      `The sample is too small to say anything: ${formatCount(fills)} ${fills === 1 ? 'fill' : 'fills'} in ` +
      `${stretches}; it takes ${MIN_FILLS} fills in ${MIN_BLOCKS} stretches.`
    )
  }
  const between = `between ${formatCents(interval.lowMicros)} and ${formatCents(interval.highMicros)} c (95 %)`
  const found = `${formatCents(netMicros)} c a share, ${between}, on ${formatCount(fills)} fills`
  if (edge.says === 'gain') return `The net edge is above zero: ${found}.`
  if (edge.says === 'loss') return `The net edge is below zero: ${found}.`
  return `The net edge cannot be told from zero: ${found}.`
}

/** The same of all models of one tape, the soberest first. */
export function tapeSentence(runs: readonly ReplayRun[]): string {
  const sober = soberest(runs)
  if (sober === undefined) return ''
  const first = edgeSentence(sober.edge)
  const touch = runs.find((run) => run.fillModel === 'touch')
  if (touch === undefined || touch === sober || touch.edge.netMicros === null) return first
  const flattery =
    sober.edge.netMicros === null
      ? `${formatCents(touch.edge.netMicros)} c a share on ${formatCount(touch.edge.fills)} fills that a queue would not have given`
      : `${formatCents(touch.edge.netMicros)} c a share where the ${MODEL_NAMES[sober.fillModel]} shows ${formatCents(sober.edge.netMicros)} c`
  return `${first} Filling at the touch would show ${flattery}.`
}
