/** The node that the page names so. */
export const find = (name: string): HTMLElement =>
  document.querySelector<HTMLElement>(`[data-${name}]`) ?? document.body
