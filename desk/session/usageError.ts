/** The user's mistake, told once: which option, what stood there, what to write instead. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  constructor(of: { readonly field: string; readonly value: string; readonly remedy: string }) {
    super(`${of.field} = ${of.value}: ${of.remedy}`)
  }
}
