import { isClosed } from '../../../../shared/domain/order.ts'
import { worldDigest } from '../graph.ts'
import type { Breach } from '../invariants.ts'
import { digest, jsonOf } from '../json.ts'
import { fill, settle } from '../venueModel.ts'
import { controlOf } from '../world.ts'
import { type Life, look } from './life.ts'
import type { LifeStory } from './lives.ts'
import type { Scene } from './scene.ts'
import { type WayOut, wayOut } from './wayOut.ts'

export interface LifeViolation extends Breach {
  /** What happened, from the beginning. */
  readonly words: readonly string[]
}

export interface ExploredLives {
  /** Different states of a life, and invocations that were run. */
  readonly states: number
  readonly looks: number
  readonly complete: boolean
  readonly violations: readonly LifeViolation[]
  /** The shortest way out of each kind of end. */
  readonly ways: readonly WayOut[]
}

/** How often each thing may still happen. */
interface Left {
  readonly looks: number
  readonly changes: number
  readonly fills: number
}

interface Node {
  readonly life: Life
  readonly left: Left
  readonly words: readonly string[]
}

/** A story with more looks than this is cut, and says so. */
const MAX_LOOKS = 60_000
/** Each once: one cause shows in many lives. */
const MAX_VIOLATIONS = 20

/** Every order of the story's happenings, looks between them, within its bound; equal states are followed once. */
export async function exploreLives(story: LifeStory, stopAtFirst: boolean): Promise<ExploredLives> {
  const seen = new Set<string>()
  const kinds = new Set<string>()
  const violations: LifeViolation[] = []
  const ways: WayOut[] = []
  let looks = 0
  let isCut = false
  const report = (node: Node, breaches: readonly Breach[]): void => {
    for (const breach of breaches) {
      const isKnown = violations.some(
        ({ invariant, what }) => invariant === breach.invariant && what === breach.what,
      )
      if (!isKnown && violations.length < MAX_VIOLATIONS) violations.push({ ...breach, words: node.words })
    }
    if (stopAtFirst && violations.length > 0) isCut = true
  }
  const visit = async (node: Node): Promise<void> => {
    const key = keyOf(node)
    if (isCut || seen.has(key)) return
    seen.add(key)
    for (const next of happenings(node, story)) await visit(next)
    if (node.left.looks === 0) {
      const kind = kindOf(node.life)
      if (kinds.has(kind)) return
      kinds.add(kind)
      const { way, breaches } = await wayOut(node.life)
      if (way !== null) ways.push(way)
      return report(node, breaches)
    }
    for (const ms of story.stepsMs) {
      if (isCut || looks >= MAX_LOOKS) {
        isCut = true
        return
      }
      looks += 1
      const { life, breaches } = await look(node.life, ms)
      const left = { ...node.left, looks: node.left.looks - 1 }
      const next = { life, left, words: [...node.words, `${ms / 1000} s pass, an invocation`] }
      report(next, breaches)
      if (breaches.length === 0) await visit(next)
    }
  }
  await visit({ life: await story.begin(), left: story.left, words: [] })
  return { states: seen.size, looks, complete: !isCut, violations, ways }
}

function happenings({ life, left, words }: Node, story: LifeStory): readonly Node[] {
  const nodes: Node[] = []
  if (left.changes > 0) {
    for (const change of story.changes) {
      const scene: Scene = { ...life.scene, ...change }
      if (jsonOf(scene) === jsonOf(life.scene)) continue
      const told = Object.entries(change).map(([name, value]) => `${name}: ${value}`)
      nodes.push({
        life: { ...life, scene },
        left: { ...left, changes: left.changes - 1 },
        words: [...words, told.join(', ')],
      })
    }
  }
  for (const order of left.fills > 0 ? life.world.venue.orders.filter(({ live }) => live) : []) {
    const filled = fill(life.world, order.id, order.sizeMicros - order.matchedMicros, false)
    const leg = filled.venue.legs.at(-1)
    const world = leg === undefined || !story.settles ? filled : settle(filled, leg, 'CONFIRMED')
    nodes.push({
      life: { ...life, world },
      left: { ...left, fills: left.fills - 1 },
      words: [...words, `all of ${order.side} ${order.id} is matched${story.settles ? ' and settles' : ''}`],
    })
  }
  return nodes
}

const keyOf = ({ life, left }: Node): string =>
  digest(
    [worldDigest(life.world), ...[life.scene, life.watch, left].map((each) => JSON.stringify(each))].join(
      ' ',
    ),
  )

/** Ends that differ in instants and amounts alone have the same ways out: each kind is tried once. */
function kindOf({ world, scene }: Life): string {
  const { state } = world.item
  const control = controlOf(world)
  return JSON.stringify([
    scene,
    control === 'absent' ? control : [control.armed, control.halted, control.codes],
    state?.phase,
    state?.exitOnly,
    state?.orders.filter((order) => !isClosed(order)).map(({ purpose, life }) => [purpose, life.at]),
    state?.legs.map(({ side, status }) => [side, status]),
    Object.keys(state?.waits ?? {}),
  ])
}
