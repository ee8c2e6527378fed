import { serveJobs } from '../replay/serveJobs.ts'
import { runSweepJob } from './sweepJob.ts'

serveJobs(runSweepJob)
