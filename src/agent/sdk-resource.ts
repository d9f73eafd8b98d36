import { type Resource, resourceFromAttributes } from '@opentelemetry/resources'
import type { ResourceAttributes } from './resource.ts'

/**
 * The resource as the SDK has it. A module of its own, to be loaded late: `require` of the package would load its
 * CommonJS copy beside the one that the SDK imports.
 */
export const toSdkResource = (attributes: ResourceAttributes): Resource => resourceFromAttributes(attributes)
