/**
 * The same port, with what each call answers handed on by `wrap`. What hands on the port itself is wrapped likewise.
 */
export const wrapCalls = <T extends object>(
  port: T,
  wrap: (answer: Promise<unknown>, call: string | symbol) => Promise<unknown>,
): T =>
  new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...args: readonly unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, args)
        if (answer instanceof Promise) return wrap(answer, name)
        return name === 'endingBy' ? wrapCalls(answer as object, wrap) : answer
      }
    },
  })
