import { totalmem } from 'node:os'

/** A small machine gives the engine that much all the same: below it, it does not work. */
const minBytes = 2 ** 30

/**
 * Share of the bound at which the engine itself refuses to take more, so that statements fail before the process must
 * end.
 */
const ownShare = 0.8

/** A container is there for the hub, which needs the rest for itself; a machine is shared with others. */
const containerShare = 0.75
const machineShare = 0.5

/** `constrainedMemory` is 0, or beyond what the machine has, where nothing constrains it. */
const toDefault = (): number => {
  const constrained = process.constrainedMemory()
  const isContainer = constrained > 0 && constrained < totalmem()
  return Math.max(minBytes, Math.floor(isContainer ? constrained * containerShare : totalmem() * machineShare))
}

/**
 * Memory of the engine: where it is ended, and where it fails statements. `bound` not set: a share of what there is.
 */
export const toMemoryLimits = (
  bound: number = toDefault(),
): { readonly maxResidentBytes: number; readonly memoryBytes: number } => ({
  maxResidentBytes: bound,
  memoryBytes: Math.floor(bound * ownShare),
})
