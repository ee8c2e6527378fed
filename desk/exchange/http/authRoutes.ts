import { isObject } from '../../../shared/domain/jsonObject.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import type { IssuedKey, KeyParts } from './apiKeys.ts'
import { ok, type Reply, refuse } from './reply.ts'
import type { ApiContext, Call, Caller, L1Caller } from './route.ts'

export function createApiKey(context: ApiContext, _call: Call, caller: L1Caller): Reply {
  const key = context.keys.create(caller.address, caller.nonce)
  return key === null ? refuse(400, 'Could not create api key') : ok(credentials(key))
}

export function deriveApiKey(context: ApiContext, _call: Call, caller: L1Caller): Reply {
  const key = context.keys.derive(caller.address, caller.nonce)
  return key === null ? refuse(400, 'Could not derive api key!') : ok(credentials(key))
}

export function listApiKeys(context: ApiContext, _call: Call, caller: Caller): Reply {
  return ok({ apiKeys: context.keys.of(caller.address).map((key) => key.apiKey) })
}

export function deleteApiKey(context: ApiContext, _call: Call, caller: Caller): Reply {
  context.keys.remove(caller.apiKey)
  return ok('OK')
}

export function createReadonlyKey(context: ApiContext, _call: Call, caller: Caller): Reply {
  const apiKey = context.keys.createReadonly(caller.address)
  return apiKey === null ? refuse(400, 'Could not create readonly api key') : ok({ apiKey })
}

export function listReadonlyKeys(context: ApiContext, _call: Call, caller: Caller): Reply {
  return ok(context.keys.readonlyOf(caller.address))
}

export function deleteReadonlyKey(context: ApiContext, call: Call, caller: Caller): Reply {
  const body = parseJson(call.body)
  const key = isObject(body) ? body['key'] : null
  if (typeof key !== 'string') return refuse(400, 'Invalid readonly api key')
  return ok(context.keys.removeReadonly(caller.address, key))
}

/** The shape of this answer has not been seen; the name of the tier is all it can say. */
export function getRateLimitTier(context: ApiContext): Reply {
  return ok({ tier: context.limits.tier })
}

/** Closed only: it may sell what it has and buy nothing. */
export function getClosedOnly(context: ApiContext, _call: Call, caller: Caller): Reply {
  return ok({ closed_only: context.exchange.banOf(caller.account) === 'closedOnly' })
}

const credentials = ({ apiKey, secret, passphrase }: IssuedKey): KeyParts => ({
  apiKey,
  secret,
  passphrase,
})
