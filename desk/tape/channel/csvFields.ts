/** The fields of one line of csv; quoted ones may hold commas, and quotes doubled. */
export function csvFields(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',').map((field) => field.trim())
  const fields: string[] = []
  let field = ''
  let isQuoted = false
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]
    if (char === '"' && isQuoted && line[at + 1] === '"') {
      field += char
      at += 1
    } else if (char === '"') isQuoted = !isQuoted
    else if (char === ',' && !isQuoted) {
      fields.push(field.trim())
      field = ''
    } else field += char
  }
  return [...fields, field.trim()]
}
