import { runCli } from '../../../cli/program.ts'

/** The command line of an import, in a process of its own, so that its memory is its own: prints the most it had. */
const exit = await runCli(process.argv.slice(2), {
  out: (text) => process.stderr.write(text),
  err: (text) => process.stderr.write(text),
})
process.stdout.write(JSON.stringify({ exit, residentBytes: process.resourceUsage().maxRSS * 1_024 }))
