import { type RpcStatus, rpcCodes } from './status.ts'

const toVarint = (value: number): Buffer => {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80)
  return Buffer.from([...bytes, rest])
}

const toNumberField = (field: number, value: number): Buffer => Buffer.concat([toVarint(field * 8), toVarint(value)])

const toField = (field: number, content: Buffer): Buffer =>
  Buffer.concat([toVarint(field * 8 + 2), toVarint(content.length), content])

const retryInfoType = Buffer.from('type.googleapis.com/google.rpc.RetryInfo')

/** A google.rpc.Status with a RetryInfo, as its header requires: Base64 without padding. */
const toDetails = ({ code, message }: RpcStatus, retryAfter: number): string => {
  const delay = toField(1, toNumberField(1, retryAfter))
  const info = Buffer.concat([toField(1, retryInfoType), toField(2, delay)])
  const status = [toNumberField(1, rpcCodes[code]), toField(2, Buffer.from(message)), toField(3, info)]
  return Buffer.concat(status).toString('base64').replace(/=+$/, '')
}

/** Text for the header `grpc-message`: bytes beyond printable ASCII, and the percent sign, are percent-encoded. */
const toMessage = (text: string): string =>
  Buffer.from(text)
    .toString('latin1')
    .replace(/[^ -$&-~]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

/**
 * The headers that end a call.
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses
 */
export const toStatusHeaders = (status: RpcStatus): Record<string, string> => ({
  'grpc-status': String(rpcCodes[status.code]),
  ...(status.message !== '' && { 'grpc-message': toMessage(status.message) }),
  ...(status.retryAfter !== undefined && { 'grpc-status-details-bin': toDetails(status, status.retryAfter) }),
})
