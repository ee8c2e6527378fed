import { createProbe, createVenue } from '../../../../functions/coldStart.ts'
import {
  type CommandAnswer,
  type CommandPorts,
  createCommandHandler,
  createEventRouter,
} from '../../../../functions/commands.ts'
import { createSigning } from '../../../../functions/signing.ts'
import { createTickHandler, type Ticks } from '../../../../functions/tick.ts'
import type { Config } from '../../../../shared/config/config.ts'

/** A process of the tick function, with the secrets that it finds when it needs them first. */
export function createProcess(
  config: Config,
  ports: Omit<CommandPorts, 'venue' | 'probe'>,
  access: Parameters<typeof createProbe>[1],
) {
  const own = { ...ports, venue: createVenue(config, { ...access, signing: createSigning() }) }
  return createEventRouter<Ticks | CommandAnswer>({
    command: createCommandHandler({ ...own, probe: createProbe(config, access) }, config.stack),
    tick: createTickHandler(own, config.stack),
  })
}
