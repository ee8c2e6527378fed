/** The switch of colours: the style follows the attribute, and code that paints by hand is notified. */
export function listenToTheme(onChange: () => void): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('fieldset.theme input')) {
    input.addEventListener('change', () => {
      document.documentElement.dataset['theme'] = input.value
      onChange()
    })
  }
}
