export interface QuietStack<T> {
  /** Why no alarm could stop what is armed now: one is active, or its action is off, or that is unknown; null: each can. */
  bar(): Promise<string | null>
  /** Arms, canary and all. */
  arm(): Promise<T>
}

/**
 * Arms only where every STOP alarm could still fire: CloudWatch acts on changes of state alone, and the message of one
 * that is active was ignored. Nothing is written before the check; a resume from the STOP of `arm` checks again.
 */
export async function armWhereQuiet<T>(
  stack: QuietStack<T>,
): Promise<T | { readonly is: 'barred'; readonly why: string }> {
  const why = await stack.bar()
  return why === null ? await stack.arm() : { is: 'barred', why }
}
