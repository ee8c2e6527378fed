import type { Clock } from '../ports/clock.ts'

/**
 * What is still under way after these holds up nobody behind it: one slow market costs its own tick alone. They are
 * several waits, for a busy event loop delays all that is under way, and a wait that ends late is one of them.
 */
const WAITS = 5
const WAIT_MS = 50

/**
 * The same work for each, in their order, at most `atOnce` of them under way: a table and a processor that serve ten
 * with ease serve two hundred badly. Few are all begun at once.
 */
export async function gated<T, R>(
  { clock }: { readonly clock: Clock },
  atOnce: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  if (items.length <= atOnce) return await Promise.all(items.map(work))
  const results: Promise<R>[] = []
  const slots = new Set<Promise<void>>()
  for (const item of items) {
    if (slots.size >= atOnce) await Promise.race(slots)
    const result = work(item)
    results.push(result)
    const slot: Promise<void> = over(clock, result).then(() => {
      slots.delete(slot)
    })
    slots.add(slot)
  }
  return await Promise.all(results)
}

/** However it ends, or once it takes too long. */
async function over(clock: Clock, result: Promise<unknown>): Promise<void> {
  const done = new AbortController()
  const settled = result.then(
    () => done.abort(),
    () => done.abort(),
  )
  for (let waits = 0; waits < WAITS && !done.signal.aborted; waits += 1)
    await Promise.race([settled, clock.sleep(WAIT_MS, done.signal)])
}
