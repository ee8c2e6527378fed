/** The value with these in place of what it has; the very same value where it has them all already. */
export function updated<T extends object>(value: T, by: Partial<T>): T {
  for (const name in by) if (value[name] !== by[name]) return { ...value, ...by }
  return value
}
