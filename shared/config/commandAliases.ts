/**
 * Aliases of the tick function, each for the command of its name: so a right to invoke is a right to one command. The
 * schedule invokes the function itself.
 */
export const COMMAND_ALIASES = ['doctor', 'adopt', 'arm'] as const

/** The alias by which a function was invoked. @param arn of the invocation; null: by none. */
export function aliasIn(arn: string | undefined): (typeof COMMAND_ALIASES)[number] | null {
  // arn:aws:lambda:REGION:ACCOUNT:function:NAME, and an alias or version after it.
  const qualifier = arn?.split(':')[QUALIFIER]
  return COMMAND_ALIASES.find((alias) => alias === qualifier) ?? null
}
const QUALIFIER = 7
