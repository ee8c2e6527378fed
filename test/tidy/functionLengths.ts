/** A function and how many lines it takes, from its first to its closing brace. */
export interface MeasuredFunction {
  readonly line: number
  readonly lines: number
}

/** A line that opens a body: `function …`, a method, or an arrow; no control structure, class or object. */
const OPENS =
  /^(\s*)(?!.*\b(?:if|for|while|switch|catch|else|try|do|class|interface|type)\b\s*[({]?.*\{$).*(?:=> \{|\)(?:: [^=]*)? \{)$/
/** `describe(` and `describe.each(…)(`, whose name and body may follow on lines of their own. */
const DESCRIBES = /^\s*describe(\.\w+(\(.*\))?)?\((['`].*)?$/
const NAMED = /^(\s*)(?:export )?(?:async )?function\b/

/**
 * The functions of a formatted file. The formatter closes a body with a brace at the indentation of the line that
 * began the function, so that no parser is needed.
 */
export function measureFunctions(text: string): readonly MeasuredFunction[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    // A group of tests is no function anybody reads as one.
    if (lines.slice(Math.max(0, index - 2), index + 1).some((each) => DESCRIBES.test(each))) return []
    const indent = (NAMED.exec(line) ?? OPENS.exec(line))?.[1]
    if (indent === undefined) return []
    const closing = new RegExp(`^${indent}\\}[);,]*$`)
    const end = lines.findIndex((each, at) => at > index && closing.test(each))
    return end < 0 ? [] : [{ line: index + 1, lines: end - index + 1 }]
  })
}
