// One warm Lambda: imports the bundled entry point once, then calls it for each event it is sent.
const { handler } = await import(process.argv[2])

process.on('message', async ({ event, remainingMs }) => {
  const deadlineMs = Date.now() + remainingMs
  try {
    const result = await handler(event, { getRemainingTimeInMillis: () => deadlineMs - Date.now() })
    process.send({ result })
  } catch (error) {
    process.send({ error: `${error.name}: ${error.message}` })
  }
})
process.on('disconnect', () => process.exit(0))
process.send('ready')
