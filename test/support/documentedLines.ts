import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The pages whose commands people type unchanged. */
const PAGES = ['README.md', 'docs/runbook.md']

const PROGRAMS = /^(?:npm|npx|aws|git|cp|python3) /

/** Every command of those pages, once: the lines of their blocks, and the commands within their sentences and tables. */
export function documentedLines(root: string): readonly string[] {
  const lines = PAGES.flatMap((page) => commandsIn(readFileSync(join(root, page), 'utf8')))
  return [...new Set(lines)]
}

export function commandsIn(markdown: string): readonly string[] {
  const block = /```(?:sh|console)\n([\s\S]*?)```/g
  const fenced = [...markdown.matchAll(block)].flatMap(([, body = '']) =>
    body.split('\n').map((line) => line.replace(/(^|\s)#.*$/, '').trim()),
  )
  const inline = [...markdown.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)]
    .map(([, code = '']) => code)
    .filter((code) => PROGRAMS.test(code))
  return [...fenced.filter((line) => line !== ''), ...inline]
}
