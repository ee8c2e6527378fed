import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../functions/systemClock.ts'
import { price } from '../shared/domain/units.ts'
import { createBell } from '../shared/polymarket/bell/createBell.ts'
import { benchMarket } from './benchMarket.ts'

/** Until it is connected and its code is warm, and then measured. */
const WARM_MS = 2_000
const MEASURED_MS = 5_000

const { market, tokens } = benchMarket
const listening = createBell({ market: process.argv[2] ?? '', user: null, clock: systemClock }).listen(
  () => {},
)
listening.follow([{ market, tokenId: tokens[0], moveMicros: price(20_000) }])
await sleep(WARM_MS)
const [before, beganMs] = [process.cpuUsage(), performance.now()]
await sleep(MEASURED_MS)
const { user, system } = process.cpuUsage(before)
process.send?.((user + system) / 1_000 / (performance.now() - beganMs))
listening.close()
process.exit(0)
