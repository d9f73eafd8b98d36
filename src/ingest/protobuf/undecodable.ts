/**
 * The body is not what its content type says. Endpoints turn it into `OTLP_UNDECODABLE`; the reason holds nothing of
 * the body itself.
 */
export class Undecodable extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'Undecodable'
  }
}
