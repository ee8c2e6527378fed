// Loaded before every entry point: an older Node would fail on the first type annotation with a riddle.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `Node 24 or newer is needed, this is ${process.version}: run "npm ci" on Linux (it brings Node 24), or "nvm install 24" elsewhere.`,
  )
  process.exit(2)
}

// A reader that has seen enough, such as "head", closes the pipe. What a command does, such as a halt, is done to its
// end all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error
  })
}
