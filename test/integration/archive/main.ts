import { describeImport, MAX_RESIDENT_BYTES, measureImport } from './measureImport.ts'

/** An hour of the real archive, as its documentation gives its row groups. */
const MEGABYTES = 200
const GROUP_ROWS = 1_048_576

const measured = await measureImport(MEGABYTES, GROUP_ROWS)
process.stdout.write(describeImport(measured))
if (!measured.isExact || measured.residentBytes > MAX_RESIDENT_BYTES) {
  process.stderr.write(`at most ${MAX_RESIDENT_BYTES} bytes may be resident, and the tape must be exact\n`)
  process.exitCode = 1
}
