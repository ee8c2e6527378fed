import { ok, type Reply } from './reply.ts'
import type { ApiContext } from './route.ts'

export const getOk = (): Reply => ok('OK')

/** Market time in whole seconds, bare. */
export const getTime = ({ exchange }: ApiContext): Reply => ok(Math.floor(exchange.nowMs() / 1000))

/** Of the exchange contracts, and 2 even where the third's markets trade too. */
export const getVersion = (): Reply => ok({ version: 2 })

export const getGeoblock = ({ settings }: ApiContext): Reply => ok(settings.geoblock())
