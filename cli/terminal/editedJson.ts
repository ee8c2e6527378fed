import { applyEdits, type JSONPath, modify } from 'jsonc-parser'

export interface JsonEdit {
  readonly path: JSONPath
  /** undefined: what is there is removed. */
  readonly value: unknown
}

const BOM = '\uFEFF'

/** The text of a configuration with these values in it, one after the other; all else stays as it is written. */
export function editedJson(text: string, edits: readonly JsonEdit[]): string {
  const bare = text.startsWith(BOM) ? text.slice(BOM.length) : text
  const [, indent = '  '] = /\n([ \t]+)"/.exec(bare) ?? []
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: bare.includes('\r\n') ? '\r\n' : '\n',
  }
  const edited = edits.reduce(
    (said, { path, value }) => applyEdits(said, modify(said, path, value, { formattingOptions })),
    bare,
  )
  return text.slice(0, text.length - bare.length) + edited
}
