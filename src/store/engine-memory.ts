import { totalmem } from 'node:os'

/** The minimum, also on a small machine: the engine does not work with less. */
const minBytes = 2 ** 30

/**
 * Share of the limit at which the engine fails statements, before the process must be killed.
 */
const ownShare = 0.8

/** A container is there for the hub alone, which needs the rest; a machine is shared. */
const containerShare = 0.75
const machineShare = 0.5

/** `constrainedMemory` is 0, or beyond what the machine has, where nothing constrains it. */
const toDefault = (): number => {
  const constrained = process.constrainedMemory()
  const isContainer = constrained > 0 && constrained < totalmem()
  return Math.max(minBytes, Math.floor(isContainer ? constrained * containerShare : totalmem() * machineShare))
}

/**
 * Memory limits of the engine: where it is killed, and where it fails statements. `bound` not set: a share of the
 * available memory.
 */
export const toMemoryLimits = (
  bound: number = toDefault(),
): { readonly maxResidentBytes: number; readonly memoryBytes: number } => ({
  maxResidentBytes: bound,
  memoryBytes: Math.floor(bound * ownShare),
})
