/** For an option or argument: a wrong value is refused before AWS or the venue is asked. The text stays as typed. */
export const checked =
  (read: (text: string) => unknown) =>
  (text: string): string => {
    read(text)
    return text
  }
