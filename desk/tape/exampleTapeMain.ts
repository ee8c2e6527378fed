import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { EXAMPLE_TAPE, writeExampleTape } from './exampleTape.ts'

new Command('npm run example-tape --')
  .description(`Writes ${EXAMPLE_TAPE} again, byte for byte.`)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()

const file = fileURLToPath(new URL(`../../${EXAMPLE_TAPE}`, import.meta.url))
writeExampleTape(file)
process.stdout.write(`${file}\n`)
