import { configJsonSchema } from './configJsonSchema.ts'
import type { Tier } from './setting.ts'
import { settingsMarkdown } from './settingsTable.ts'

const PAGES = ['docs/configuration.md']
const TABLE = /(<!-- settings: (must|tuned|expert) -->\n)[\s\S]*?(<!-- end -->)/g

/**
 * What is committed of the settings, by file: the pages with their tables as they should be, and the schema for editors.
 * @param read the text of a file of the repository.
 */
export function configDocs(read: (path: string) => string): Readonly<Record<string, string>> {
  const pages = PAGES.map((path) => [path, withTables(read(path))])
  const schema = `${JSON.stringify(configJsonSchema(), null, 2)}\n`
  return { ...Object.fromEntries(pages), 'config.schema.json': schema }
}

const withTables = (page: string): string =>
  page.replace(TABLE, (_, begin: string, tier: Tier, end: string) =>
    [begin, settingsMarkdown(tier), '\n', end].join(''),
  )
