import { readFileSync, writeFileSync } from 'node:fs'
import { REQUIREMENT_PAGE, renumbered } from './requirementPage.ts'

/** Writes the line numbers in docs/requirement.md again, after the code that it quotes has moved. */
writeFileSync(REQUIREMENT_PAGE, renumbered(readFileSync(REQUIREMENT_PAGE, 'utf8')))
