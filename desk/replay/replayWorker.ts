import { runJob } from './replayJob.ts'
import { serveJobs } from './serveJobs.ts'

serveJobs(runJob)
