import { LAMBDA_TIMEOUT_SECONDS } from '../../shared/config/lambdaTimeout.ts'
import type { Connection } from '../aws/connection.ts'
import { say } from '../terminal/say.ts'

const REPORT_EVERY_MS = 30_000

/** Waits until every run that began before now has ended: it lives no longer than its time-out. */
export async function untilRunsOver({ clock }: Pick<Connection, 'clock'>): Promise<void> {
  for (let leftMs = LAMBDA_TIMEOUT_SECONDS * 1_000; leftMs > 0; leftMs -= REPORT_EVERY_MS) {
    say(`   ${leftMs / 1_000} s left`)
    await clock.sleep(Math.min(leftMs, REPORT_EVERY_MS))
  }
}
