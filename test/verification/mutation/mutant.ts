/** A place of the code where one change is made. */
export interface Mutant {
  readonly id: string
  /** From the root, with slashes. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** The kind of the change, in Stryker's words. */
  readonly mutator: string
  readonly was: string
  readonly becomes: string
}

/**
 * `static`: of a value that is computed once, when its file is loaded, so that it cannot be switched on afterwards.
 * `unreached`: no test passes the place.
 */
export type Outcome = 'killed' | 'survived' | 'timeout' | 'unreached' | 'static'

/** What one process has to do: `shard` of `shards` takes every mutant whose place in the list falls to it. */
export interface MutantJob {
  readonly tests: readonly string[]
  readonly mutants: readonly string[]
  readonly shard: number
  readonly shards: number
  /** The file for its findings. */
  readonly out: string
}

export interface MutantFindings {
  /** Tests that fail without any change, and files of tests that cannot be loaded: nothing was judged by them. */
  readonly broken: readonly string[]
  readonly tests: number
  readonly outcomes: Readonly<Record<string, Outcome>>
}
