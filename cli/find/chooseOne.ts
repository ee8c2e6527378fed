import { wrongValue } from '../../shared/domain/inputError.ts'
import { prompt } from '../terminal/prompt.ts'

/** More choices than this are no help: more words are. */
const MAX_CHOICES = 20

interface Choice<T> {
  readonly is: T
  readonly line: string
}

/** The only one that a text may mean; of several, one as a person chooses. */
export async function onlyOrChosen<T>(
  named: { readonly field: string; readonly text: string },
  choices: readonly Choice<T>[],
): Promise<T> {
  const [only, ...more] = choices
  return only !== undefined && more.length === 0 ? only.is : await chooseOne(named, choices)
}

/**
 * One of several that a text may mean, as a person chooses.
 * @throws InputError with the choices where nobody can be asked.
 */
export async function chooseOne<T>(
  named: { readonly field: string; readonly text: string; readonly question?: string },
  choices: readonly Choice<T>[],
): Promise<T> {
  const { field, text, question = `Which market is "${text}"?` } = named
  const shown = choices.slice(0, MAX_CHOICES)
  const left = choices.length - shown.length
  const lines = [
    ...shown.map(({ line }, nth) => `  ${nth + 1}  ${line}`),
    ...(left > 0 ? [`  and ${left} more: use more words`] : []),
  ].join('\n')
  if (!process.stdin.isTTY) {
    throw wrongValue(field, text, `several markets match: name one by its slug\n${lines}`)
  }
  const answer = await prompt(`${question}\n${lines}\nIts number: `, { option: field })
  const chosen = /^\d{1,2}$/.test(answer) ? shown[Number(answer) - 1] : undefined
  if (chosen !== undefined) return chosen.is
  throw wrongValue(field, answer, `use a number from 1 to ${shown.length}`)
}
