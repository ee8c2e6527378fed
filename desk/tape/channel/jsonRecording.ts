import { InputError } from '../../../shared/domain/inputError.ts'
import { parseFrame } from '../../../shared/polymarket/channel/parseFrame.ts'
import { SALVAGE } from '../salvage.ts'
import { textLines } from '../textLines.ts'
import { type ChannelMessage, channelRecording } from './channelRecording.ts'

/** What a recorder may have written beside the frames: the answer to a PING. */
const NO_FRAME = /^\s*(PONG|PING)\s*$/

/** The market channel's frames as they came, one a line: a message, or an array of them. */
export const jsonRecording = channelRecording({
  name: 'market-channel jsonl',
  recognises: (line) => NO_FRAME.test(line) || /^\s*\[\s*\]\s*$/.test(line) || /"event_type"\s*:/.test(line),
  messages,
})

async function* messages(file: string): AsyncGenerator<ChannelMessage> {
  for await (const { number: line, text, ended } of textLines(file)) {
    if (NO_FRAME.test(text)) continue
    const fault = (what: string): InputError => new InputError({ file, at: { line }, what, remedy: SALVAGE })
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      throw fault(ended ? 'not JSON' : 'the file is cut in the middle of a line')
    }
    const frame = parseFrame(json)
    if (frame.is === 'bad') throw fault(frame.why)
    for (const { market, event } of frame.events) yield { line, market, name: '', event }
  }
}
