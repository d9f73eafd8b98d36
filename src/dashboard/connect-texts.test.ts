import { describe, expect, test } from 'vitest'
import { toCollectorText, toHubAddress, toNodeText, toSdkText } from './connect-texts.ts'

describe('the address of this hub', () => {
  test.each([
    ['by name', 'http://127.0.0.1:4318/requests?service=shop', 4317, 'http://127.0.0.1:4318', '127.0.0.1:4317'],
    ['below the path of a proxy', 'http://tools:8080/obs/requests', 4317, 'http://tools:8080/obs', 'tools:4317'],
    ['of IPv6', 'http://[::1]:4318/', 4317, 'http://[::1]:4318', '[::1]:4317'],
    ['without gRPC', 'http://127.0.0.1:4318/', null, 'http://127.0.0.1:4318', undefined],
    [
      'behind TLS, where the port of gRPC is not that of the proxy',
      'https://obs.example/',
      4317,
      'https://obs.example',
      undefined,
    ],
  ])('%s', (_name, page, port, http, grpc) => {
    expect(toHubAddress(page, port, false)).toEqual({ http, grpc, needsToken: false })
  })
})

describe('what connects a program', () => {
  test('names the token where the hub needs one, and only there', () => {
    const texts = (needsToken: boolean): string =>
      [
        toNodeText({ http: 'http://hub:4318', grpc: undefined, needsToken }),
        toSdkText('http://hub:4318', 'http/protobuf', needsToken),
        toCollectorText('otlp_http', 'http://hub:4318', needsToken),
        toCollectorText('otlp_grpc', 'hub:4317', needsToken),
      ].join('\n\n')
    expect(texts(true).match(/YOUR_TOKEN/g)).toHaveLength(4)
    expect(texts(false)).not.toMatch(/token/i)
  })
})
