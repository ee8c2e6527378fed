import { findNodeAtLocation, parseTree } from 'jsonc-parser'

/** Where an offset of a text is, as editors count it. */
export function placeAt(text: string, at: number): string {
  const before = text.slice(0, at).split(/\r\n|\r|\n/)
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

/** Where the value at a path of a JSON text begins; of the text itself where there is none. */
export function textPlaceOf(text: string, path: readonly (string | number)[]): string {
  const root = parseTree(text)
  const node = root && findNodeAtLocation(root, [...path])
  return placeAt(text, node?.offset ?? 0)
}
