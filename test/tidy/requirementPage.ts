import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './sources.ts'

/** docs/requirement.md: the specification, line by line, with links to the code that runs each. */
export const REQUIREMENT_PAGE = join(ROOT, 'docs/requirement.md')

/** The lines of the specification that say something, without the marks of their layout. */
export const linesOf = (specification: string): readonly string[] =>
  specification
    .split('\n')
    .filter((line) => /[a-z]{3}/i.test(line))
    .map(plain)

/** What a row of the page quotes of the specification, and where it leads. */
export interface RequirementRow {
  readonly line: string
  readonly links: readonly RequirementLink[]
}

export interface RequirementLink {
  /** The code that is quoted: it is in one line of its file, and in no other. */
  readonly passage: string
  readonly path: string
  readonly at: number
  /** Where it is; 0: nowhere, or not in one place alone. */
  readonly found: number
}

const LINK = /\[`([^`]+)`\]\(\.\.\/([^)#]+)#L(\d+)\)/g

export const rowsOf = (page: string): readonly RequirementRow[] =>
  page
    .split('\n')
    .filter((row) => row.startsWith('| '))
    .slice(1)
    .map((row) => ({
      line: plain(row.split(' | ')[0] ?? ''),
      links: [...row.matchAll(LINK)].map(([, passage = '', path = '', at]) => ({
        passage,
        path,
        at: Number(at),
        found: placeOf(passage, path),
      })),
    }))

/** The page with every link at the line where its passage is now. */
export const renumbered = (page: string): string =>
  page.replaceAll(LINK, (_, passage: string, path: string) => {
    return `[\`${passage}\`](../${path}#L${placeOf(passage, path)})`
  })

function placeOf(passage: string, path: string): number {
  const lines = readFileSync(join(ROOT, path), 'utf8').split('\n')
  const found = lines.flatMap((line, index) => (line.includes(passage) ? [index + 1] : []))
  return found.length === 1 ? (found[0] ?? 0) : 0
}

const plain = (line: string): string =>
  line
    .replaceAll(/[|*`·]/g, ' ')
    .replace(/^\s*(?:#+|-|\d+\.)\s+/, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
