/** A line on what is under way. It goes to stderr: stdout is the command's own. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}
