import { LAMBDA_TIMEOUT_SECONDS } from '../../../shared/config/lambdaTimeout.ts'
import { type EpochMs, monotonicMs } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { runStop, type StopTrigger } from '../../../shared/engine/stop/stop.ts'
import type { World } from './world.ts'

const MINUTE_MS = 60_000
/** As deployed: Lambda ends the function, its own deadline comes 5 s earlier; STOP has a quarter of an hour. */
const TICK_TIMEOUT_MS = LAMBDA_TIMEOUT_SECONDS * 1_000
const TICK_RESERVE_MS = 5_000
const STOP_TIMEOUT_MS = 900_000
const STOP_RESERVE_MS = 60_000
/** Lambda tries an asynchronous event again twice. */
const RETRIES_AFTER_MS = [60_000, 120_000]

/** What AWS does: the schedule, the stop topic and the table's stream, each as unreliable as it is. */
export function startSchedule(world: World): { stop(text: string): void } {
  const { kernel, faults, random, watch, deployed } = world

  const tick = (startMs: EpochMs): void => {
    const { actor, ports } = world.start('tick')
    const until = monotonicMs(ports.clock.monotonicMs() + TICK_TIMEOUT_MS - TICK_RESERVE_MS)
    let isOver = false
    kernel.after(TICK_TIMEOUT_MS, () => {
      actor.kill()
      if (!isOver && !faults.hasStruck())
        watch.report('I10', 'Lambda had to end a tick although nothing was wrong')
    })
    runInvocation(ports, deployed.stack, until, startMs).then(
      ({ failures }) => {
        isOver = true
        // Three of them are a STOP.
        if (failures.length > 0 && !faults.hasStruck())
          watch.report('L4', `a tick failed although nothing was wrong: ${failures.join('; ')}`)
      },
      (error: unknown) => watch.report('I10', `a tick threw: ${String(error)}`),
    )
  }
  const minute = (): void => {
    kernel.after(MINUTE_MS, minute)
    if (faults.happens('schedule: missed', 15)) return
    const dueMs = kernel.nowMs()
    kernel.after(
      faults.happens('schedule: late', 20) ? random.between(1_000, 59_000) : random.between(0, 300),
      () => tick(dueMs),
    )
    if (faults.happens('schedule: twice', 25)) kernel.after(random.between(0, 20_000), () => tick(dueMs))
  }
  const runOne = (trigger: StopTrigger, attempt: number): void => {
    const { actor, ports } = world.start('stop')
    let ended = false
    const again = (): void => {
      if (ended) return
      ended = true
      const afterMs = RETRIES_AFTER_MS[attempt]
      if (afterMs !== undefined) kernel.after(afterMs, () => runOne(trigger, attempt + 1))
    }
    kernel.after(STOP_TIMEOUT_MS, () => {
      actor.kill()
      again()
    })
    const until = monotonicMs(ports.clock.monotonicMs() + STOP_TIMEOUT_MS - STOP_RESERVE_MS)
    runStop(ports, deployed.stack, trigger, until).then(
      (stopped) => {
        if (stopped.is === 'not yet') again()
        ended = true
      },
      (error: unknown) => watch.report('I10', `STOP threw: ${String(error)}`),
    )
  }
  const stop = (text: string): void => {
    const reason = { code: 'ALARM', text, atMs: kernel.nowMs() } as const
    runOne({ by: 'message', reason }, 0)
  }
  world.streams.push(() => {
    if (faults.happens('stream: lost', 50)) return
    kernel.after(random.between(200, 2_500), () => runOne({ by: 'stream' }, 0))
  })
  world.intents.push(() => {
    if (faults.happens('STOP at an intent', 15)) kernel.after(random.between(0, 60), () => stop('just now'))
  })
  kernel.after(0, minute)
  return { stop }
}
