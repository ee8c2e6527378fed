import { InputError } from '../../../shared/domain/inputError.ts'
import { parseFrame, WITHOUT_TYPE } from '../../../shared/polymarket/channel/parseFrame.ts'
import { SALVAGE } from '../salvage.ts'
import { textLines } from '../textLines.ts'
import { type ChannelMessage, channelRecording } from './channelRecording.ts'
import { frameIn, PONG } from './frameIn.ts'

const PLACES = 'on the line or in one member of its object'

/** The market channel's frames as they came, one a line: a message, or an array of them, bare or in a recorder's object. */
export const jsonRecording = channelRecording({
  name: 'market-channel jsonl',
  recognises: (line) => PONG.test(line) || /^\s*\[\s*\]\s*$/.test(line) || /"event_type\\?"\s*:/.test(line),
  messages,
})

async function* messages(file: string): AsyncGenerator<ChannelMessage> {
  for await (const { number: line, text, ended } of textLines(file)) {
    if (PONG.test(text)) continue
    const fault = (what: string): InputError => new InputError({ file, at: { line }, what, remedy: SALVAGE })
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      throw fault(ended ? 'not JSON' : 'the file is cut in the middle of a line')
    }
    const message = frameIn(json)
    if (message === null) continue
    const frame = parseFrame(message)
    if (frame.is === 'bad') throw fault(frame.why === WITHOUT_TYPE ? `${WITHOUT_TYPE}, ${PLACES}` : frame.why)
    for (const { market, event } of frame.events) yield { line, market, name: '', event }
  }
}
