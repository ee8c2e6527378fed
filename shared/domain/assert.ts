/** A broken invariant of our own: never expected, never swallowed. The shell turns it into a STOP. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/**
 * Assertions stay on in production: going on with a broken state costs more than stopping.
 * @param message Made only where it is needed, if it is a function: most assertions hold, thousands of times a second.
 */
export function assert(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new InvariantError(typeof message === 'string' ? message : message())
}
