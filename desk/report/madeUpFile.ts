/** In place of the file of a market that is made up. */
export const madeUpFile = (kind: string, seed: number): string => `${kind} market, seed ${seed}`

/** null: it is a recording's. */
export const madeUpKind = (file: string): string | null =>
  /^([a-z]+) market, seed \d+$/.exec(file)?.[1] ?? null
