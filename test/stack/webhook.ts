import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type Notification = {
  readonly status: string
  readonly alerts: readonly {
    readonly status: string
    readonly labels: Readonly<Record<string, string>>
    readonly annotations: Readonly<Record<string, string>>
  }[]
}

/** A receiver of alerts as somebody would run one. `address`: that of this machine as the stack's services see it. */
export const openWebhook = async () => {
  const notifications: Notification[] = []
  const server = createServer(async (request, response) => {
    notifications.push(JSON.parse(await text(request)) as Notification)
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  return {
    notifications,
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
