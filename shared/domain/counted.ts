/** How many of what, in words: "1 gap", "2 gaps". @param many Default: with an s. */
export const counted = (count: number, one: string, many: string = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
