/** The switch of colours: the style follows the attribute, and whoever paints by hand is told. */
export function listenToTheme(onChange: () => void): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('fieldset.theme input')) {
    input.addEventListener('change', () => {
      document.documentElement.dataset['theme'] = input.value
      onChange()
    })
  }
}
