/** An answer as it goes out; `body` is text already, so that a fault can send what is not JSON. */
export interface Reply {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

const JSON_HEADERS = { 'content-type': 'application/json' }

export const ok = (value: unknown): Reply => json(200, value)

/** An error in the venue's shape: `{"error": text}`. */
export const refuse = (status: number, error: string): Reply => json(status, { error })

export function json(status: number, value: unknown): Reply {
  return { status, body: JSON.stringify(value), headers: JSON_HEADERS }
}
