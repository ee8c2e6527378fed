/** In their order, each of at most that length. */
export function chunksOf<T>(list: readonly T[], length: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / length) }, (_, nth) =>
    list.slice(nth * length, (nth + 1) * length),
  )
}
