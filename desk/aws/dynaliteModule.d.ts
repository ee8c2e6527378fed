// The package ships no types; this is what the desk uses of it.
declare module 'dynalite' {
  import type { Server } from 'node:http'

  // biome-ignore lint/style/noDefaultExport: that is how the package exports it.
  export default function dynalite(options: {
    readonly createTableMs: number
    readonly deleteTableMs: number
    readonly updateTableMs: number
    readonly path?: string
  }): Server
}
