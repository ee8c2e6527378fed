import type { Emulator } from './emulator.ts'

/** Options of any client of the emulator. */
export const clientOf = ({ endpoint, env }: Emulator) => ({
  endpoint,
  region: env['AWS_REGION'] ?? '',
  credentials: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' },
})
