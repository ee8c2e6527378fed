import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { getBytes, hexlify, type SigningKey } from 'ethers'

export const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** KMS as its HTTP API: answers in DER, and with the high s of the two where told to. */
export interface Vault {
  readonly endpoint: string
  readonly asked: Record<string, unknown>[]
  spki: Uint8Array
  highS: boolean
  signsWith: SigningKey
  close(): Promise<unknown>
}

export async function startVault(key: SigningKey): Promise<Vault> {
  const asked: Record<string, unknown>[] = []
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1]
    const input = JSON.parse(await text(request)) as Record<string, unknown>
    asked.push({ operation, ...input })
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
    const sign = (): object => {
      const signed = vault.signsWith.sign(hexlify(Buffer.from(String(input['Message']), 'base64')))
      const s = BigInt(signed.s)
      return { Signature: base64(derOf(BigInt(signed.r), vault.highS ? N - s : s)) }
    }
    const answer = operation === 'Sign' ? sign() : { PublicKey: base64(vault.spki) }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => new Promise((resolve) => server.close(resolve).closeAllConnections())
  const vault: Vault = { endpoint, asked, spki: spkiOf(key), highS: false, signsWith: key, close }
  return vault
}

/** SubjectPublicKeyInfo, as GetPublicKey answers it. */
export const spkiOf = (key: SigningKey): Uint8Array =>
  getBytes(`0x3056301006072a8648ce3d020106052b8104000a034200${key.publicKey.slice(2)}`)

export function derOf(r: bigint, s: bigint): Uint8Array {
  const integer = (value: bigint): number[] => {
    const hex = value.toString(16)
    const bytes = [...Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')]
    const padded = (bytes[0] ?? 0) >= 0x80 ? [0, ...bytes] : bytes
    return [2, padded.length, ...padded]
  }
  const body = [...integer(r), ...integer(s)]
  return Uint8Array.from([0x30, body.length, ...body])
}
