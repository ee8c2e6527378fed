import * as z from 'zod'

/** An object as it is stored: a key that this code does not know is refused, and what is read is not changed. */
export const strictRecord = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).readonly()
