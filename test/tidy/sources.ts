import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

/** A file of ours. */
export interface Source {
  /** From the root, with slashes. */
  readonly path: string
  readonly text: string
}

const FOLDERS = ['infra', 'functions', 'shared', 'desk', 'cli', 'bench', 'test', 'docs', '.ci']
const IS_TEXT = /(\.(ts|mjs|js|json|jsonc|md|sh|yml)|\.ci\/run)$/

/** Every file we wrote, of the folders of the house and of the root. */
export function allSources(): readonly Source[] {
  const inFolders = FOLDERS.map((folder) => join(ROOT, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    )
  const atRoot = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'package-lock.json')
    .map((entry) => join(ROOT, entry.name))
  return [...inFolders, ...atRoot]
    .map((file) => ({ file, path: relative(ROOT, file).split(sep).join('/') }))
    .filter(({ path }) => IS_TEXT.test(path))
    .map(({ file, path }) => ({ path, text: readFileSync(file, 'utf8') }))
}

export const isCode = ({ path }: Source): boolean => /\.(ts|mjs)$/.test(path)

/** What a file imports, as written. */
export function importsOf({ text }: Source): readonly string[] {
  const found = withoutComments(text).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)
  return [...found].flatMap((match) => (match[1] === undefined ? [] : [match[1]]))
}

/** Comments may speak of what code may not do. Good for searching, not for running: strings may lose a part. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
