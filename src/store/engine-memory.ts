import { totalmem } from 'node:os'

/** A small machine gives the engine that much all the same: below it, it does not work. */
const minBytes = 2 ** 30

/** Share of the bound at which the engine itself refuses to take more, so that statements fail before the process must end. */
const ownShare = 0.8

/** What this process may use: the container's limit where there is one (0 and numbers beyond the machine's mean none). */
const availableBytes = (): number => {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}

/** Memory of the engine: where it is ended, and where it fails statements. `bound` not set: half of what there is. */
export const toMemoryLimits = (
  bound: number = Math.max(minBytes, availableBytes() / 2),
): { readonly maxResidentBytes: number; readonly memoryBytes: number } => ({
  maxResidentBytes: bound,
  memoryBytes: Math.floor(bound * ownShare),
})
