import type { WatchView } from '../watchView.ts'
import { find } from './find.ts'
import { setText } from './setText.ts'

/** Each button asks again before it does anything. */
const SURE_MS = 6_000
/** What an act came to at once is soon overtaken by what the page shows. */
const SAID_MS = 20_000

/** Only where this bot takes commands from here; a button that asks again stays as it is. */
export function showActs({ mayAct, mode }: WatchView): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-act]')) button.hidden = !mayAct
  const drain = document.querySelector<HTMLButtonElement>('[data-act^="drain"]')
  if (drain === null || drain.dataset['asked'] !== undefined) return
  drain.dataset['act'] = mode === 'DRAINING' ? 'drain off' : 'drain'
  setText(drain, mode === 'DRAINING' ? 'End the drain' : 'Drain')
}

export function listenToActs(token: string): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-act]')) {
    button.addEventListener('click', () => {
      if (button.dataset['asked'] === undefined) {
        const label = button.textContent ?? ''
        button.dataset['asked'] = label
        button.textContent = `${label}: click again to confirm`
        setTimeout(() => calm(button), SURE_MS)
        return
      }
      const act = button.dataset['act'] ?? ''
      calm(button)
      void ask(act, token)
    })
  }
}

function calm(button: HTMLButtonElement): void {
  const label = button.dataset['asked']
  if (label === undefined) return
  delete button.dataset['asked']
  button.textContent = label
}

async function ask(act: string, token: string): Promise<void> {
  const said = find('said')
  said.textContent = `${act} …`
  try {
    const answer = await fetch(`/act?${new URLSearchParams({ token })}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ act }),
    })
    const text = `${act}: ${await answer.text()}`
    said.textContent = text
    setTimeout(() => {
      if (said.textContent === text) said.textContent = ''
    }, SAID_MS)
  } catch {
    said.textContent = `${act}: not known, the command that serves this page does not answer`
  }
}
