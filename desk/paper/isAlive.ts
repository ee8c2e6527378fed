/** Whether there is a process of this number on this machine; one of another user counts. */
export function isAlive(pid: number): boolean {
  try {
    // Signal 0 asks whether it is there.
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
