import { isObject } from '../domain/jsonObject.ts'
import { placeOf } from './placeAt.ts'
import { formatPath } from './problem.ts'

/**
 * Where a configuration file passes its bytes, counted as it is deployed: its first setting or market that does not fit.
 * @param compact the same configuration as it is deployed.
 */
export function placeBeyond(text: string, compact: string, bytes: number): string {
  let left = bytes
  const json: unknown = JSON.parse(compact)
  const beyond = partsOf(json).find(({ value }) => {
    left -= Buffer.byteLength(JSON.stringify(value))
    return left < 0
  })
  const path = beyond?.path ?? []
  return `${formatPath(path)} in ${placeOf(text.replace(/^\uFEFF/, ''), path)}`
}

interface Part {
  readonly path: readonly (string | number)[]
  readonly value: unknown
}

/** In the order of the file; of a list, each entry. */
const partsOf = (json: unknown): readonly Part[] =>
  !isObject(json)
    ? []
    : Object.entries(json).flatMap(([name, value]): readonly Part[] =>
        Array.isArray(value)
          ? value.map((entry: unknown, index) => ({ path: [name, index], value: entry }))
          : [{ path: [name], value: { [name]: value } }],
      )
