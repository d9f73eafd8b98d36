import { type Resource, resourceFromAttributes } from '@opentelemetry/resources'
import type { ResourceAttributes } from './resource.ts'

/**
 * Who sends, as the SDK knows it. A module of its own, to be loaded late: asking for the package by `require` would load its CommonJS
 * copy beside the one that the SDK imports.
 */
export const toSdkResource = (attributes: ResourceAttributes): Resource => resourceFromAttributes(attributes)
