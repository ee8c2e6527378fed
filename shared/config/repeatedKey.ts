import { visit } from 'jsonc-parser'
import { type ConfigProblem, formatPath } from './problem.ts'

/**
 * The first name that is twice in one object of a text that is JSON, or null. JSON takes the last one silently: a
 * limit or a whole group of settings would be lost without a word.
 */
export function repeatedKey(text: string): ConfigProblem | null {
  const open: Set<string>[] = []
  let found: ConfigProblem | null = null
  visit(text, {
    onObjectBegin: () => {
      open.push(new Set())
    },
    onObjectEnd: () => {
      open.pop()
    },
    onObjectProperty: (name, _offset, _length, line, column, path) => {
      const names = open.at(-1)
      if (names?.has(name) === true) {
        const value = `stated twice (again in line ${line + 1}, column ${column + 1})`
        found ??= { path: formatPath([...path(), name]), value, remedy: 'keep one of them' }
      }
      names?.add(name)
    },
  })
  return found
}
