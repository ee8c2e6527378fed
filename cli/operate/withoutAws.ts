/** What does without AWS, by command; all that takes --folder does it with that. */
const INSTEAD: Readonly<Record<string, string>> = {
  doctor: 'without AWS "npx bot doctor --here" checks what the venue answers (live: with --key-file)',
  'cancel-all': 'with --key-file, and a live configuration, it needs no AWS',
}

/**
 * Added where AWS credentials are missing: what a person may have meant, or can do without them.
 * @param takesFolder the command works on a paper run of this machine too.
 * @returns null: nothing.
 */
export function withoutAws(command: string, text: string, takesFolder: boolean): string | null {
  if (!text.startsWith('AWS credentials = missing')) return null
  return takesFolder
    ? 'a paper run on this machine needs no AWS: add --folder .paper'
    : (INSTEAD[command] ?? null)
}
