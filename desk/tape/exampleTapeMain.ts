import { fileURLToPath } from 'node:url'
import { EXAMPLE_TAPE, writeExampleTape } from './exampleTape.ts'

const file = fileURLToPath(new URL(`../../${EXAMPLE_TAPE}`, import.meta.url))
writeExampleTape(file)
process.stdout.write(`${file}\n`)
