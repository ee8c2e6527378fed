/** Field by field, of these names; null as soon as one of them is: what is not known of one is not known of all. */
export const sumsOf = <T extends Readonly<Record<K, number | null>>, K extends keyof T & string>(
  all: readonly T[],
  names: readonly K[],
): Pick<T, K> =>
  Object.fromEntries(names.map((name) => [name, sumOf(all.map((each) => each[name]))])) as Pick<T, K>

const sumOf = (values: readonly (number | null)[]): number | null =>
  values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0)
