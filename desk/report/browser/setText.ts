/** Only where it changes: whoever has marked it to copy, or hears it read aloud, is not disturbed by a push that says the same. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text
}
