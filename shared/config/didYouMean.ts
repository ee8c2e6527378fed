/** Further apart than this, two names are not a typo of each other. */
const MAX_EDITS = 3
/** Names are short; anything longer is not one of ours. */
const MAX_NAME = 60

/** The known name nearest to a mistyped one, or null where none is near. Upper and lower case do not matter. */
export function didYouMean(name: string, known: readonly string[]): string | null {
  if (name.length > MAX_NAME) return null
  const ranked = known
    .map((candidate) => ({ candidate, edits: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.min(MAX_EDITS, Math.floor(candidate.length / 2)))
    .sort((a, b) => a.edits - b.edits)
  return ranked[0]?.candidate ?? longerForm(name, known)
}

/** `entry` for `entryUsdc`: the unit was left out. */
function longerForm(name: string, known: readonly string[]): string | null {
  if (name.length < 4) return null
  return known.find((candidate) => candidate.toLowerCase().startsWith(name.toLowerCase())) ?? null
}

/** Levenshtein, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
