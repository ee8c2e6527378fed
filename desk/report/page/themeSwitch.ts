import { type Html, html, raw } from './html.ts'

/** Colours by the system or by hand; the page's script listens to it. */
export const themeSwitch = (): Html =>
  html`<fieldset class="theme"><legend>Colours</legend>${['auto', 'light', 'dark'].map(
    (name) =>
      html`<label><input type="radio" name="theme" value="${name}"${raw(name === 'auto' ? ' checked' : '')}><span>${name}</span></label>`,
  )}</fieldset>`
