import { type FileHandle, open } from 'node:fs/promises'
import { InputError } from '../../../shared/domain/inputError.ts'
import type { ArchiveFile } from '../archive/archiveFile.ts'

/** The archive's largest hour has 400 MB; a file that claims ten times that is none. */
const MAX_FILE_BYTES = 4_000_000_000
/** A transfer that brings nothing for this long is broken. */
const SILENT_MS = 30_000
/** Each continues where the one before broke; one that brought something gives back all of them. */
const MAX_TRIES = 5
const FIRST_WAIT_MS = 1_000
/** Enough for the last bytes of any hour, so that most footers come with one request. */
const PROBE = 'bytes=0-3'

export interface HttpOptions {
  readonly url: string
  /** Bytes that came are kept here, at their own places, as long as the file is open. */
  readonly scratch: string
  readonly sleep: (ms: number) => Promise<void>
  /** Called with the number of bytes transferred. */
  readonly onBytes: (bytes: number) => void
  readonly silentMs?: number
}

export type OpenedHttp =
  | { readonly is: 'file'; readonly file: ArchiveFile; readonly ranged: boolean }
  /** The server has no such file. */
  | { readonly is: 'missing' }

/**
 * A file of a web server, of which only the ranges asked for travel, each once; a server that knows no ranges sends
 * all of it.
 * @throws InputError where it cannot be had after some tries, or changes between two of them.
 */
export async function openHttpFile(options: HttpOptions): Promise<OpenedHttp> {
  const transfer = await Transfer.begin(options)
  if (transfer === null) return { is: 'missing' }
  return { is: 'file', file: transfer.file(), ranged: transfer.of.isRanged }
}

/** Bytes that are here already, sorted and apart from each other. */
interface Span {
  start: number
  end: number
}

interface Remote {
  readonly options: HttpOptions
  readonly byteLength: number
  readonly tag: string | null
  readonly isRanged: boolean
  readonly handle: FileHandle
}

class Transfer {
  readonly of: Remote
  private here: Span[] = []

  private constructor(of: Remote) {
    this.of = of
  }

  static async begin(options: HttpOptions): Promise<Transfer | null> {
    const { url, scratch } = options
    for (let tries = 1; ; tries += 1) {
      const answer = await ask(options, PROBE)
      if (answer.is === 'missing') return null
      if (answer.is === 'failed') {
        if (tries >= MAX_TRIES || !answer.mayPass) throw fault(url, answer.why)
        await options.sleep(FIRST_WAIT_MS * 2 ** (tries - 1))
        continue
      }
      const { response, cancel } = answer
      const isRanged = response.status === 206
      const total = isRanged
        ? /^bytes \d+-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]
        : response.headers.get('content-length')
      cancel()
      const byteLength = Number(total ?? Number.NaN)
      if (!(byteLength > 0 && byteLength <= MAX_FILE_BYTES))
        throw fault(url, `it has ${total ?? 'an unknown number of'} bytes`)
      const handle = await open(scratch, 'w+')
      return new Transfer({ options, byteLength, tag: tagOf(response), isRanged, handle })
    }
  }

  file(): ArchiveFile {
    return {
      name: this.of.options.url,
      byteLength: this.of.byteLength,
      fetch: (start, end) => this.bring(start, end),
      read: async (start, end) => {
        await this.bring(start, end)
        const bytes = new Uint8Array(end - start)
        const { bytesRead } = await this.of.handle.read(bytes, 0, bytes.length, start)
        if (bytesRead !== bytes.length) throw fault(this.of.options.url, 'the part kept on this disk is gone')
        return bytes.buffer
      },
      close: () => this.of.handle.close(),
    }
  }

  /** Brings what is not here yet; without ranges that is all of it. */
  private async bring(start: number, end: number): Promise<void> {
    const [from, to] = this.of.isRanged ? [start, end] : [0, this.of.byteLength]
    for (let at = from, tries = 0; at < to; ) {
      const known = this.here.find((span) => span.start <= at && span.end > at)
      if (known !== undefined) {
        at = known.end
        continue
      }
      const next = Math.min(to, ...this.here.filter((span) => span.start > at).map((span) => span.start))
      const came = await this.transfer(at, next)
      this.add({ start: at, end: at + came.bytes })
      at += came.bytes
      if (at >= next) continue
      // Without ranges nobody continues in the middle.
      if (!this.of.isRanged) this.here = []
      if (!this.of.isRanged) at = 0
      tries = came.bytes > 0 && this.of.isRanged ? 1 : tries + 1
      if (tries >= MAX_TRIES || !came.mayPass) throw fault(this.of.options.url, came.why)
      await this.of.options.sleep(FIRST_WAIT_MS * 2 ** (tries - 1))
    }
  }

  /** As many bytes as come, kept at their places. */
  private async transfer(
    start: number,
    end: number,
  ): Promise<{ readonly bytes: number; readonly why: string; readonly mayPass: boolean }> {
    const answer = await ask(this.of.options, this.of.isRanged ? `bytes=${start}-${end - 1}` : null)
    if (answer.is === 'missing') return { bytes: 0, why: 'it is gone', mayPass: false }
    if (answer.is === 'failed') return { bytes: 0, ...answer }
    const { response, cancel, stayAwake } = answer
    try {
      const begins = this.of.isRanged ? `bytes ${start}-` : null
      const range = response.headers.get('content-range')
      if (begins !== null && range?.startsWith(begins) !== true) {
        return {
          bytes: 0,
          why: `asked for byte ${start} on, it sent ${range ?? 'all of it'}`,
          mayPass: false,
        }
      }
      if (tagOf(response) !== this.of.tag)
        return { bytes: 0, why: 'it changed while it was read', mayPass: false }
      return await this.keep(response, { start, end, stayAwake })
    } finally {
      cancel()
    }
  }

  private async keep(
    response: Response,
    of: { readonly start: number; readonly end: number; readonly stayAwake: () => void },
  ): Promise<{ readonly bytes: number; readonly why: string; readonly mayPass: boolean }> {
    let bytes = 0
    try {
      for await (const chunk of response.body ?? []) {
        of.stayAwake()
        const wanted = chunk.subarray(0, of.end - of.start - bytes)
        await this.of.handle.write(wanted, 0, wanted.length, of.start + bytes)
        bytes += wanted.length
        this.of.options.onBytes(chunk.length)
        if (bytes === of.end - of.start) break
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === 'write') {
        return { bytes, why: `it cannot be kept on this disk (${wordOf(error)})`, mayPass: false }
      }
      return { bytes, why: `the transfer broke (${wordOf(error)})`, mayPass: true }
    }
    return { bytes, why: 'the transfer ended too early', mayPass: true }
  }

  private add(span: Span): void {
    if (span.end <= span.start) return
    const spans = [...this.here, span].sort((a, b) => a.start - b.start)
    this.here = []
    for (const each of spans) {
      const last = this.here.at(-1)
      if (last !== undefined && each.start <= last.end) last.end = Math.max(last.end, each.end)
      else this.here.push({ ...each })
    }
  }
}

type Answer =
  | {
      readonly is: 'answer'
      readonly response: Response
      readonly cancel: () => void
      /** Something came: the silence begins again. */
      readonly stayAwake: () => void
    }
  | { readonly is: 'missing' }
  | { readonly is: 'failed'; readonly why: string; readonly mayPass: boolean }

async function ask({ url, silentMs = SILENT_MS }: HttpOptions, range: string | null): Promise<Answer> {
  const controller = new AbortController()
  let timer = setTimeout(() => controller.abort(new Error('nothing came')), silentMs)
  const stayAwake = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => controller.abort(new Error('nothing came')), silentMs)
  }
  const cancel = (): void => {
    clearTimeout(timer)
    controller.abort()
  }
  try {
    // Packed on the way, a range would be of something else.
    const headers = { 'accept-encoding': 'identity', ...(range === null ? {} : { range }) }
    const response = await fetch(url, { headers, signal: controller.signal })
    const { status } = response
    if (response.ok) return { is: 'answer', response, cancel, stayAwake }
    cancel()
    if (status === 404 || status === 410) return { is: 'missing' }
    return { is: 'failed', why: `the server answers ${status}`, mayPass: status === 429 || status >= 500 }
  } catch (error) {
    cancel()
    return { is: 'failed', why: `the server cannot be reached (${wordOf(error)})`, mayPass: true }
  }
}

const tagOf = ({ headers }: Response): string | null => headers.get('etag') ?? headers.get('last-modified')

function wordOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}

function fault(url: string, what: string): InputError {
  const remedy = 'Check the address and run it again: it continues where it stopped.'
  return new InputError({ file: url, what, remedy })
}
