import type { ChildProcess } from 'node:child_process'

/** Between two beginnings of running: shorter than what a tick waits for anything. */
const PERIOD_MS = 50

/**
 * Lets a process run for that share of the time alone, by signals that stop it and let it continue: what it gets of a
 * processor, wherever there are no control groups. Of a whole core nothing is taken.
 * @returns ends it; the process continues.
 */
export function dutyCycle(child: ChildProcess, share: number): () => void {
  if (share >= 1) return () => {}
  let stopping: NodeJS.Timeout | undefined
  const running = setInterval(() => {
    child.kill('SIGCONT')
    stopping = setTimeout(() => child.kill('SIGSTOP'), PERIOD_MS * share)
  }, PERIOD_MS)
  return () => {
    clearInterval(running)
    clearTimeout(stopping)
    child.kill('SIGCONT')
  }
}
