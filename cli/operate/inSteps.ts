import { type CommandResult, failed } from '../terminal/outcome.ts'

/**
 * Work in steps, each only after the one before. Whatever ends it on the way says by which line it is continued.
 * @param line the command to repeat, after "npx bot".
 * @param steps returns its outcome, or why not all of them are done.
 */
export async function inSteps(
  line: string,
  steps: () => Promise<CommandResult | string>,
): Promise<CommandResult> {
  const stopped = (why: string): CommandResult => failed(`${why}\nTo continue: npx bot ${line}`)
  try {
    const done = await steps()
    return typeof done === 'string' ? stopped(done) : done
  } catch (error) {
    if (error instanceof Error && error.name !== 'InputError') return stopped(error.message)
    throw error
  }
}
