import { InputError } from '../../../shared/domain/inputError.ts'
import { parseFrame, WITHOUT_TYPE } from '../../../shared/polymarket/channel/parseFrame.ts'
import { SALVAGE } from '../salvage.ts'
import { jsonIn, textLines } from '../textLines.ts'
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
  for await (const textLine of textLines(file)) {
    if (PONG.test(textLine.text)) continue
    const line = textLine.number
    const message = frameIn(jsonIn(file, textLine))
    if (message === null) continue
    const frame = parseFrame(message)
    if (frame.is === 'bad') {
      const what = frame.why === WITHOUT_TYPE ? `${WITHOUT_TYPE}, ${PLACES}` : frame.why
      throw new InputError({ file, at: { line }, what, remedy: SALVAGE })
    }
    for (const { market, event } of frame.events) yield { line, market, name: '', event }
  }
}
