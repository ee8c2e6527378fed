/** Names of what a value may lack. */
type OptionalOf<T> = { [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? K : never }[keyof T]

/**
 * The value without what it may have under that name. Where it has nothing there it is the very same value: most ticks
 * change little of a state, and what is not changed is not copied.
 */
export function without<T extends object>(value: T, name: OptionalOf<T>): T {
  if (!Object.hasOwn(value, name)) return value
  const { [name]: _, ...rest } = value
  return rest as T
}
