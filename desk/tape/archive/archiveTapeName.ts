import { hourOfName } from './hourOfName.ts'

/** What a tape of these hours is called: its market and token, as far as both are stated, and its first and last hour. */
export function archiveTapeName(
  names: readonly string[],
  of: { readonly market?: string; readonly token?: string },
): string {
  const hours = names
    .flatMap((name) => hourOfName(name) ?? [])
    .sort((a, b) => a - b)
    .map((ms) => new Date(ms).toISOString().slice(0, 13))
  const [first, last] = [hours[0], hours.at(-1)]
  const span = first === undefined ? ['archive'] : first === last ? [first] : [first, last]
  return [of.market?.slice(0, 10), of.token?.slice(0, 8), ...span]
    .filter((part) => part !== undefined)
    .join('_')
    .concat('.tape')
}
