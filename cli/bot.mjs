#!/usr/bin/env node
// "npx bot" in the clone. The name is plain JavaScript: an older Node must be able to read it.
import './beforeMain.mjs'

await import('./main.ts')
