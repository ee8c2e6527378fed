import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configDocs } from '../shared/config/configDocs.ts'

const pathOf = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url))

for (const [file, text] of Object.entries(configDocs((path) => readFileSync(pathOf(path), 'utf8')))) {
  writeFileSync(pathOf(file), text)
  process.stdout.write(`${file}\n`)
}
