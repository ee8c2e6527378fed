import * as z from 'zod'
import { isObject } from '../../../shared/domain/jsonObject.ts'
import type { OrderType } from '../../../shared/simulator/postedOrder.ts'
import { isAddress, isBytes32, isDigits } from './hex.ts'

const address = z.string().refine(isAddress).toLowerCase()
const bytes32 = z.string().refine(isBytes32)
const uint256 = z.string().refine((text) => isDigits(text) && BigInt(text) < 1n << 256n)
const amount = z.string().refine((text) => isDigits(text) && Number.isSafeInteger(Number(text)))

/** The signed part of an order as it came, addresses in lower case; amounts in 1e-6. */
const orderSchema = z.object({
  /** Clients send a number; some send a string, and the venue takes both. */
  salt: z.union([uint256, z.int().nonnegative().transform(String)]),
  maker: address,
  signer: address,
  tokenId: uint256,
  makerAmount: amount,
  takerAmount: amount,
  side: z.enum(['BUY', 'SELL']),
  signatureType: z.int().min(0).max(3),
  timestamp: uint256,
  metadata: bytes32,
  builder: bytes32,
})
export type ReceivedOrder = Readonly<z.output<typeof orderSchema>>

/** A whole POST body; what is outside the order's own fields is not covered by the signature. */
const postSchema = z.object({
  order: z.object({
    ...orderSchema.shape,
    signature: z.string().regex(/^0x[0-9a-fA-F]{130,2000}$/),
    /** Seconds; 0: none. */
    expiration: z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number),
  }),
  owner: z.string(),
  orderType: z.enum(['GTC', 'GTD', 'FOK', 'FAK'] satisfies OrderType[]),
  postOnly: z.boolean().default(false),
  deferExec: z.boolean().default(false),
})

export interface WirePost extends Pick<z.output<typeof postSchema>, 'owner' | 'orderType' | 'postOnly'> {
  readonly order: ReceivedOrder
  readonly signature: string
  /** 0: none. */
  readonly expirationSeconds: number
}

export type ParsedPost =
  | { readonly ok: true; readonly post: WirePost }
  | { readonly ok: false; readonly error: string }

/** Reads one element of POST /order or /orders; the first exchange's orders are distinguished by fields V2 dropped. */
export function parsePost(body: unknown): ParsedPost {
  const given = isObject(body) ? body['order'] : null
  if (isObject(given) && ('nonce' in given || 'feeRateBps' in given))
    return { ok: false, error: 'order_version_mismatch' }
  const parsed = postSchema.safeParse(body)
  if (!parsed.success) return { ok: false, error: 'Invalid order payload' }
  const { owner, orderType, postOnly } = parsed.data
  const { signature, expiration: expirationSeconds, ...order } = parsed.data.order
  return { ok: true, post: { order, signature, owner, orderType, postOnly, expirationSeconds } }
}
