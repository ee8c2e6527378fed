import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { configDocs } from '../shared/config/configDocs.ts'

new Command('npm run config-docs --')
  .description(
    'Writes the tables of docs/configuration.md and config.schema.json from the settings in shared/config.',
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()

const pathOf = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url))

for (const [file, text] of Object.entries(configDocs((path) => readFileSync(pathOf(path), 'utf8')))) {
  writeFileSync(pathOf(file), text)
  process.stdout.write(`${file}\n`)
}
