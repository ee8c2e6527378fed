/** Something is not as it must be; the message is all that a person needs. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError'
}

export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new RehearsalError(otherwise)
}
