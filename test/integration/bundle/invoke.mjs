// Calls the bundled entry point as Lambda does: an ES module in a process of its own. In a test runner, or under
// `node -e`, a `require` would be at hand that the real runtime does not have.
const [bundle, event, remainingMs] = process.argv.slice(2)
const deadlineMs = Date.now() + Number(remainingMs)

async function call() {
  try {
    const { handler } = await import(bundle)
    const invocation = { getRemainingTimeInMillis: () => deadlineMs - Date.now() }
    return { result: await handler(JSON.parse(event), invocation) }
  } catch (error) {
    return { error: `${error.name}: ${error.message}` }
  }
}

process.send(await call(), () => process.exit(0))
