import type { Chance } from '../../../desk/tape/feed/chance.ts'
import type { MarketId } from '../../../shared/domain/units.ts'
import type { Bell, WatchedBook } from '../../../shared/ports/bell.ts'
import type { Range } from './actor.ts'
import type { Faults } from './faults.ts'
import type { Kernel } from './kernel.ts'

/** `breaks`: nobody can listen at all. */
export type SimBellKind = 'rings now and then' | 'goes silent' | 'floods' | 'lies' | 'breaks'

/** What the bell of one run is like: how often it rings, for how long, and for whom. */
interface Character {
  readonly name: `bell: ${SimBellKind}`
  readonly everyMs: Range
  readonly forMs: number
  /** For markets that nobody trades too, and when all is over. */
  readonly lies: boolean
}

/** A run lasts 150 s at most. */
const CHARACTERS: readonly Character[] = [
  { name: 'bell: rings now and then', everyMs: [3_000, 40_000], forMs: 200_000, lies: false },
  { name: 'bell: goes silent', everyMs: [1_000, 8_000], forMs: 40_000, lies: false },
  { name: 'bell: floods', everyMs: [20, 300], forMs: 20_000, lies: false },
  { name: 'bell: lies', everyMs: [2_000, 20_000], forMs: 400_000, lies: true },
  { name: 'bell: breaks', everyMs: [0, 0], forMs: 0, lies: false },
]
const NOBODYS = '0xff' as MarketId

/** A bell that rings at moments drawn from the seed, whatever the books do. @param of.kind Of every run; absent: each draws. */
export const createSimBell = (of: {
  readonly kernel: Kernel
  readonly random: Chance
  readonly faults: Pick<Faults, 'note'>
  readonly kind?: SimBellKind
}): Bell => ({
  listen: (ring) => {
    const { kernel, random, faults, kind } = of
    const drawn =
      kind === undefined
        ? CHARACTERS[random.between(0, CHARACTERS.length - 1)]
        : CHARACTERS.find(({ name }) => name === `bell: ${kind}`)
    if (drawn === undefined || drawn.forMs === 0) {
      faults.note('bell: breaks')
      throw new Error('a bell that breaks')
    }
    faults.note(drawn.name)
    const endMs = kernel.nowMs() + drawn.forMs
    let followed: readonly WatchedBook[] = []
    let isOpen = true
    const again = (): void =>
      kernel.after(random.between(...drawn.everyMs), () => {
        if ((!isOpen && !drawn.lies) || kernel.nowMs() > endMs) return
        const one = followed[random.between(0, Math.max(0, followed.length - 1))]?.market
        if (drawn.lies) ring(NOBODYS)
        if (one !== undefined) ring(one)
        again()
      })
    again()
    return {
      follow: (markets) => {
        followed = markets
      },
      ticked: () => undefined,
      close: () => {
        isOpen = false
      },
    }
  },
})
